import type { Page } from "playwright-core";

type Drawing = { text: string; width: number; height: number };

/** A picture of a colour of its own, with a text in the middle: as a PNG. */
export async function drawPicture(page: Page, drawing: Drawing): Promise<Buffer> {
  const url = await page.evaluate(({ text, width, height }) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    const hue = (text.charCodeAt(0) * 67) % 360;
    const sky = context.createLinearGradient(0, 0, width, height);
    sky.addColorStop(0, `hsl(${hue} 70% 70%)`);
    sky.addColorStop(1, `hsl(${hue + 60} 60% 35%)`);
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    context.fillStyle = "white";
    context.font = `${height / 2}px sans-serif`;
    context.textAlign = "center";
    context.fillText(text, width / 2, height * 0.68);
    return canvas.toDataURL("image/png");
  }, drawing);
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}
