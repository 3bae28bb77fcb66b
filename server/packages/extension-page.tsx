import type { JSX } from "preact";
import { formatNumber, type Words } from "../../shared/text.ts";
import { extensionWords as words } from "../../shared/words/extension-page.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { PackagedBrowser } from "./extension-packages.ts";

/** A package as it lies on this server; `undefined` where it was not built. */
interface OfferedPackage {
  readonly browser: PackagedBrowser;
  readonly file: string;
  readonly built: { readonly version: string; readonly bytes: number; readonly sha256: string } | undefined;
}

interface ExtensionProps {
  readonly packages: readonly OfferedPackage[];
  readonly publicUrl: string;
}

const names: Readonly<Record<PackagedBrowser, string>> = { chrome: "Chrome, Edge", firefox: "Firefox" };

export function ExtensionPage({ packages, publicUrl }: ExtensionProps): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(words.title)} active="extension" width="middle">
      <h1>{t(words.title)}</h1>
      <p class="prose">{t(words.lead)}</p>
      <section>
        <div class="head">
          <h2>{t(words.packages)}</h2>
        </div>
        {packages.map((offered) => (
          <PackageBox key={offered.file} {...offered} />
        ))}
        <p class="muted small">{t(words.hashHow)}</p>
      </section>
      <section class="prose">
        <div class="head">
          <h2>{t(words.chromeTitle)}</h2>
        </div>
        <Steps steps={[words.chrome1, words.chrome2, words.chrome3, words.chrome4, words.chrome5]} />
        <p>{t(words.chromeHonest)}</p>
      </section>
      <section class="prose">
        <div class="head">
          <h2>{t(words.firefoxTitle)}</h2>
        </div>
        <p>{t(words.firefoxHonest)}</p>
        <Steps steps={[words.firefoxSigned, words.firefoxEsr]} />
        <Notice kind="warn">{t(words.firefoxNever)}</Notice>
      </section>
      <section class="prose">
        <div class="head">
          <h2>{t(words.after)}</h2>
        </div>
        <Steps steps={[words.after1, words.after2, words.after3]} values={{ url: publicUrl, page: `${publicUrl}/device` }} />
      </section>
    </Layout>
  );
}

function Steps({ steps, values }: { readonly steps: readonly Words[]; readonly values?: Readonly<Record<string, string>> }): JSX.Element {
  const { t } = useLook();
  return (
    <ol class="prose">
      {steps.map((step) => (
        <li key={step.vi}>{t(step, values)}</li>
      ))}
    </ol>
  );
}

function PackageBox({ browser, file, built }: OfferedPackage): JSX.Element {
  const { language, t } = useLook();
  const name = names[browser];
  if (!built) {
    return (
      <Notice kind="info">
        {t(words.notBuilt, { browser: name })}
        <code>npm run build</code>
      </Notice>
    );
  }
  const size = formatNumber(Math.round(built.bytes / 1024), language);
  return (
    <div class="package">
      <p>
        <a class="btn primary" href={`/extension/${file}`} download>
          {t(words.download, { browser: name })}
        </a>
      </p>
      <dl class="facts small">
        <dt>{t(words.version)}</dt>
        <dd>{built.version}</dd>
        <dt>{t(words.size)}</dt>
        <dd>{size} kB</dd>
        <dt>{t(words.hash)}</dt>
        <dd>
          <code class="hash">{built.sha256}</code>
        </dd>
      </dl>
    </div>
  );
}
