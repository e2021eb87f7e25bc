import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { extname } from "node:path/posix";
import { type RequestHandler, Router } from "express";

/** Stands in built files for the path under which the service is reached. */
export const BASE_MARK = "/headroom-base-path/";

/** The built pages: files by their path below the site, such as `assets/index-3f2a.js`. */
export type SiteFiles = ReadonlyMap<string, Uint8Array>;

/** Paths that a page of the site stands for, as Express writes them. */
const PAGE_PATHS: readonly string[] = ["/", "/slos/:service/:slo", "/scaling", "/rules"];
const ASSETS = "/assets/*asset";

/** How requests for them are counted. */
export const PAGES = [ASSETS, ...PAGE_PATHS].map((path) => ({ path, countedAs: "page" }));

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The ways in which a file is sent, the smallest first. */
interface Encoded {
  readonly type: string;
  readonly etag: string;
  readonly by: ReadonlyMap<"br" | "gzip" | "identity", Uint8Array>;
}

/**
 * The pages and what they load. They hold no data, so they are shown to everybody; the names of assets change with
 * their content, so that browsers keep them.
 *
 * @param basePath - what the service is reached under, from the first slash to the last
 */
export function siteRoutes(files: SiteFiles, basePath = "/"): Router {
  const known = new Map<string, Promise<Encoded>>();
  const encoded = (path: string): Promise<Encoded> | undefined => {
    const file = files.get(path);
    if (file === undefined) return undefined;
    const ready = known.get(path) ?? encode(path, file, basePath);
    known.set(path, ready);
    return ready;
  };
  const answer =
    (pathOf: (asset: string) => string, caching: string): RequestHandler =>
    async (request, response, next) => {
      const found = await encoded(pathOf(request.path));
      if (found === undefined) return next();
      response.set({ "Cache-Control": caching, ETag: found.etag, Vary: "Accept-Encoding", "Content-Type": found.type });
      const accepted = request.acceptsEncodings([...found.by.keys()]);
      const encoding = accepted === "br" || accepted === "gzip" ? accepted : "identity";
      if (encoding !== "identity") response.set("Content-Encoding", encoding);
      response.send(Buffer.from(found.by.get(encoding) ?? []));
    };
  const router = Router();
  router.get(
    ASSETS,
    answer((path) => path.slice(1), "public, max-age=31536000, immutable"),
  );
  for (const path of PAGE_PATHS)
    router.get(
      path,
      answer(() => "index.html", "no-cache"),
    );
  return router;
}

/** Files that are compressed already by their nature. */
const PACKED = new Set([".woff2", ".png"]);

async function encode(path: string, file: Uint8Array, basePath: string): Promise<Encoded> {
  const isText = TYPES[extname(path)] !== undefined;
  const bytes = isText ? Buffer.from(Buffer.from(file).toString().replaceAll(BASE_MARK, basePath)) : Buffer.from(file);
  const by = new Map<"br" | "gzip" | "identity", Uint8Array>();
  if (!PACKED.has(extname(path))) {
    by.set("br", await promisify(brotliCompress)(bytes));
    by.set("gzip", await promisify(gzip)(bytes));
  }
  by.set("identity", bytes);
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
  return { type: TYPES[extname(path)] ?? "application/octet-stream", etag: `W/"${hash}"`, by };
}
