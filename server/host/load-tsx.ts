import { readFileSync } from "node:fs";
import { registerHooks, setSourceMapsSupport } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "rolldown/utils";

const how = { jsx: { runtime: "automatic", importSource: "preact" }, sourcemap: true, tsconfig: false } as const;

/**
 * From now on this thread imports `.tsx` from its source, as Node does `.ts` by itself; whoever leads to one is imported by `import()`
 * after this. Traces name the lines of the source.
 */
export function loadTsx(): void {
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.endsWith(".tsx")) return nextLoad(url, context);
      setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
      return { format: "module", source: scriptOf(fileURLToPath(url)), shortCircuit: true };
    },
  });
}

function scriptOf(file: string): string {
  const { code, map, errors } = transformSync(file, readFileSync(file, "utf8"), how);
  if (errors.length > 0) throw new SyntaxError(`${file}: ${errors.map(({ message }) => message).join("; ")}`);
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;
}
