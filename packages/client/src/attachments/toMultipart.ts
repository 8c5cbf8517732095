/**
 * A form as one Blob that refers to its files. Node's fetch takes a FormData
 * too, but if that is aborted half-way, it ends the process with an unhandled
 * rejection (undici enqueues into a stream that is closed, Node 24.21).
 */
export function toMultipart(form: FormData): { body: Blob; contentType: string } {
  const boundary = `parley-${crypto.randomUUID()}`;
  const parts = [...form].flatMap(([name, value]) => {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${escaped(name)}"`;
    if (typeof value === "string") return [`${head}\r\n\r\n${value}\r\n`];
    return [`${head}; filename="${escaped(value.name)}"\r\ncontent-type: ${value.type || "application/octet-stream"}\r\n\r\n`, value, "\r\n"];
  });
  return { body: new Blob([...parts, `--${boundary}--\r\n`]), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** As HTML says for forms. */
function escaped(name: string): string {
  return name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22");
}
