import type { JSX } from "preact";
import { offices, province } from "../offices.ts";
import { PortalFrame } from "./PortalFrame.tsx";

/** The portal's own front page: every office of the province. */
export function PortalPage(): JSX.Element {
  const title = `Cổng thông tin điện tử tỉnh ${province}`;
  const blocks = [...new Set(offices.map((office) => office.block))];
  return (
    <PortalFrame title={title} look="kept">
      <header>
        <span class="emblem">★</span>
        <div>
          <p>Trang minh họa của Phiếu Chấm</p>
          <h1>{title}</h1>
        </div>
      </header>
      <main>
        <div class="columns">
          {blocks.map((block) => (
            <Block key={block} block={block} />
          ))}
        </div>
      </main>
    </PortalFrame>
  );
}

function Block({ block }: { readonly block: string }): JSX.Element {
  return (
    <section>
      <h2>{block}</h2>
      <ul>
        {offices
          .filter((office) => office.block === block)
          .map((office) => (
            <li key={office.slug}>
              <a href={`/${office.slug}/`}>{office.name}</a>
            </li>
          ))}
      </ul>
    </section>
  );
}
