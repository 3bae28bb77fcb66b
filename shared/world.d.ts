// The few globals that browsers and Node share and that the shared code may use. Anything else does not compile here.
declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string, base?: string): boolean;
  readonly origin: string;
  readonly host: string;
  readonly protocol: string;
  readonly pathname: string;
}
declare const crypto: { getRandomValues<T extends Uint8Array>(array: T): T };
