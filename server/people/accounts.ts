import { join } from "node:path";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import SQLite from "better-sqlite3";
import { newId } from "../../shared/id.ts";
import { normalized } from "../../shared/text.ts";
import { openPool } from "../database/postgres.ts";
import { WaitingSqliteDialect, waitsNot } from "../database/sqlite-waiting.ts";
import { sha256 } from "../host/hash.ts";

/** E-mail, password and web sessions. Who the account is to us (roles, disabled) stands in the table `people`. */
export interface Accounts {
  /** Makes an account that can sign in; its id. An account of that e-mail that belongs to nobody is replaced. */
  create(account: { email: string; name: string; password: string }, belongsToSomebody: (id: string) => Promise<boolean>): Promise<string>;
  remove(id: string): Promise<void>;
  /** The mark of the password that it is; `undefined` where it is not. */
  checkPassword(id: string, password: string): Promise<string | undefined>;
  /** Whether the account still has the password of this mark, and that session, where one is named. */
  stands(id: string, still: { passwordMark: string; sessionId?: string | undefined }): Promise<boolean>;
  /** `false`, and nothing is set: it was to follow the password of a mark, and another came in between. */
  setPassword(id: string, password: string, follows?: { passwordMark: string }): Promise<boolean>;
  /**
   * The account's id, its password's mark and the headers that set its session cookie; `undefined` for a wrong e-mail or password, in the
   * same time. There is a session only where the password was still the account's when the session was there.
   */
  signIn(email: string, password: string): Promise<{ id: string; passwordMark: string; headers: Headers } | undefined>;
  /** The headers that take the cookie away. */
  signOut(cookie: Headers): Promise<Headers>;
  /** Whose session the cookie names, and which; `undefined` when it ended or never was. */
  sessionOf(cookie: Headers): Promise<{ accountId: string; sessionId: string } | undefined>;
  /** Tells one password of an account from the next; `undefined` where there is no such account. */
  passwordMark(email: string): Promise<string | undefined>;
  endSessions(id: string): Promise<void>;
  /** Runs the work while no other process that has these accounts runs work of its own. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

interface AccountsNeeds {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly publicUrl: string;
  readonly secret: string;
}

/** Where accounts are kept. */
interface Store {
  readonly database: { dialect: WaitingSqliteDialect; type: "sqlite"; transaction: true } | ReturnType<typeof openPool>;
  /** Called when the tables are as they should be. */
  ready(): void;
  alone: Accounts["alone"];
  close: Accounts["close"];
}

/** One process has the file to itself. */
function sqliteStore(dataDir: string): Store {
  const database = new SQLite(dataDir === ":memory:" ? ":memory:" : join(dataDir, "accounts.sqlite"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  return {
    database: { dialect: new WaitingSqliteDialect({ database, bare: database }), type: "sqlite", transaction: true },
    ready: () => waitsNot(database),
    alone: (work) => work(),
    async close() {
      database.close();
    },
  };
}

const accountsLock = 7_310_003;

/** The tables `user`, `account`, `session` and `verification` beside our own. */
function postgresStore(url: string): Store {
  const pool = openPool(url, 3);
  return {
    database: pool,
    ready: () => {},
    async alone(work) {
      const client = await pool.connect();
      try {
        await client.query(`select pg_advisory_lock(${accountsLock})`);
        return await work();
      } finally {
        // The lock belongs to the connection: what cannot give it back is thrown away with it.
        const kept = await client.query(`select pg_advisory_unlock(${accountsLock})`).then(
          () => true,
          () => false,
        );
        client.release(!kept);
      }
    },
    close: () => pool.end(),
  };
}

/**
 * Opens `accounts.sqlite`, or the same on PostgreSQL, and brings it up to date. The library's own HTTP handler is not mounted anywhere:
 * no sign-up, no reset by e-mail, no rate limit that trusts a header.
 */
export async function openAccounts({ dataDir, databaseUrl, publicUrl, secret }: AccountsNeeds): Promise<Accounts> {
  const store = databaseUrl === undefined ? sqliteStore(dataDir) : postgresStore(databaseUrl);
  const auth = betterAuth({
    database: store.database,
    secret,
    baseURL: publicUrl,
    appName: "Phiếu Chấm",
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 1, maxPasswordLength: 200 },
    session: { expiresIn: 7 * 24 * 60 * 60, disableSessionRefresh: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    advanced: {
      cookiePrefix: "phieu-cham",
      useSecureCookies: publicUrl.startsWith("https:"),
      // Lax: a one-time link opened from a message still finds its reader signed in; every POST demands a same-origin Origin besides.
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true, path: "/" },
      ipAddress: { disableIpTracking: true, ipAddressHeaders: [] },
      database: { generateId: () => newId() },
    },
  });
  await (await getMigrations(auth.options)).runMigrations();
  store.ready();
  const { adapter, internalAdapter, password: hashing } = await auth.$context;

  const remove = async (id: string) => {
    await internalAdapter.deleteUserSessions(id);
    await internalAdapter.deleteAccounts(id);
    await internalAdapter.deleteUser(id);
  };

  const passwordMark = async (email: string) => {
    const found = await internalAdapter.findUserByEmail(email);
    const account = found && (await internalAdapter.findCredentialAccount(found.user.id));
    return account?.password ? sha256(account.password) : undefined;
  };

  return {
    async create({ email, name, password }, belongsToSomebody) {
      const before = await internalAdapter.findUserByEmail(email);
      if (before && !(await belongsToSomebody(before.user.id))) await remove(before.user.id);
      const hash = await hashing.hash(plain(password));
      const user = await internalAdapter.createUser({ email, name, emailVerified: true }, { method: "email-password" });
      await internalAdapter.linkAccount({ userId: user.id, providerId: "credential", accountId: user.id, password: hash });
      return user.id;
    },
    remove,
    async checkPassword(id, password) {
      const account = await internalAdapter.findCredentialAccount(id);
      if (!account?.password) return undefined;
      return (await hashing.verify({ hash: account.password, password: plain(password) })) ? sha256(account.password) : undefined;
    },
    async stands(id, { passwordMark, sessionId }) {
      const account = await internalAdapter.findCredentialAccount(id);
      if (!account?.password || sha256(account.password) !== passwordMark) return false;
      if (sessionId === undefined) return true;
      return (await adapter.count({ model: "session", where: [{ field: "id", value: sessionId }] })) === 1;
    },
    async setPassword(id, password, follows) {
      const hash = await hashing.hash(plain(password));
      const account = await internalAdapter.findCredentialAccount(id);
      if (!account?.password || (follows && sha256(account.password) !== follows.passwordMark)) return false;
      // Compared once more where it is written: of two who change the same password one does.
      const where = [{ field: "id", value: account.id }, ...(follows ? [{ field: "password", value: account.password }] : [])];
      return (await adapter.updateMany({ model: "account", where, update: { password: hash, updatedAt: new Date() } })) === 1;
    },
    async signIn(email, password) {
      for (;;) {
        const before = await passwordMark(email);
        const { headers, response } = await auth.api
          .signInEmail({ body: { email, password: plain(password) }, returnHeaders: true })
          .catch((error: unknown) => (isRefused(error) ? { headers: undefined, response: undefined } : Promise.reject(error)));
        if (!response) return undefined;
        // Whoever changes the password ends the sessions after it: this one was there before that, or the change is seen here.
        if (before !== undefined && before === (await passwordMark(email))) return { id: response.user.id, passwordMark: before, headers };
        await internalAdapter.deleteSession(response.token);
      }
    },
    async signOut(cookie) {
      return (await auth.api.signOut({ headers: onlyCookie(cookie), returnHeaders: true })).headers;
    },
    async sessionOf(cookie) {
      if (!cookie.has("cookie")) return undefined;
      const found = await auth.api.getSession({ headers: onlyCookie(cookie) });
      return found ? { accountId: found.user.id, sessionId: found.session.id } : undefined;
    },
    passwordMark,
    async endSessions(id) {
      await internalAdapter.deleteUserSessions(id);
    },
    alone: store.alone,
    close: store.close,
  };
}

/** Vietnamese keyboards write the same letters in several ways (NIST SP 800-63B, 3.1.1.2): one of them is hashed. */
function plain(password: string): string {
  return normalized(password, "NFKC");
}

/** The library sees the cookie and no other header, so that none can steer it. */
function onlyCookie(headers: Headers): Headers {
  return new Headers({ cookie: headers.get("cookie") ?? "" });
}

/** Its 400 and 401 at sign-in: not an e-mail address, or not that password. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && "statusCode" in error && (error.statusCode === 401 || error.statusCode === 400);
}
