import { defineConfig } from "wxt";

/** Both packages are Manifest V3. No `host_permissions` and no `content_scripts`: a test asserts it on the built manifests. */
export default defineConfig({
  srcDir: "extension",
  publicDir: "extension/public",
  imports: false,
  manifestVersion: 3,
  zip: { artifactTemplate: "{{name}}-{{browser}}.zip", zipSources: false },
  manifest: ({ browser }) => ({
    name: "Phiếu Chấm",
    description: "Chấm điểm cơ quan ngay trên trang của đơn vị; dùng được khi mất mạng.",
    default_locale: undefined,
    permissions: ["activeTab", "scripting", "storage", "alarms", "unlimitedStorage"],
    optional_host_permissions: ["http://*/*", "https://*/*"],
    action: { default_title: "Phiếu Chấm" },
    commands: {
      _execute_action: { suggested_key: { default: "Ctrl+Shift+E" } },
      "open-desk": { suggested_key: { default: "Ctrl+Shift+Y" }, description: "Mở bàn làm việc" },
    },
    // The overlay's frame. Under a dynamic address a page cannot find out that the extension is there before it is used;
    // Firefox has a random one for each installation anyway.
    web_accessible_resources: [
      { resources: ["panel.html"], matches: ["http://*/*", "https://*/*"], ...(browser !== "firefox" && { use_dynamic_url: true }) },
    ],
    // Firefox's own default would turn http addresses of a test server into https.
    content_security_policy: {
      extension_pages:
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src https: http://localhost:* http://127.0.0.1:*; base-uri 'none'; form-action 'none'",
    },
    // What an administrator presets by policy; Firefox takes the same names from its own policy without a schema.
    ...(browser !== "firefox" && { storage: { managed_schema: "managed-schema.json" } }),
    ...(browser === "firefox" && {
      browser_specific_settings: {
        gecko: {
          id: "phieu-cham@phieu-cham.example",
          strict_min_version: "142.0",
          data_collection_permissions: { required: ["authenticationInfo", "personallyIdentifyingInfo", "websiteContent"] },
        },
      },
    }),
  }),
});
