import "wxt/browser";

// WXT generates this with the list of built files; the type check does not wait for a build.
declare module "wxt/browser" {
  interface WxtRuntime {
    getURL(path: string): string;
  }
}
