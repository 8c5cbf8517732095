import type { AttachmentKind } from "@parley/protocol";
import { expect, test } from "vitest";
import { toFilesText } from "./toFilesText.ts";

const file = (kind: AttachmentKind, isVoice = false) => ({ kind, name: `a.${kind}`, durationMs: isVoice ? 7200 : null, waveform: isVoice ? [1] : null });

test("X-NEXT-01 a message says in a few words what it carries", () => {
  expect(toFilesText([])).toBe("");
  expect(toFilesText([file("image")])).toBe("Photo");
  expect(toFilesText([file("video")])).toBe("Video");
  expect(toFilesText([file("file")])).toBe("a.file");
  expect(toFilesText([file("audio")])).toBe("a.audio");
  expect(toFilesText([file("audio", true)])).toBe("Voice message (0:07)");
  expect(toFilesText([file("image"), file("image")])).toBe("2 photos");
  expect(toFilesText([file("video"), file("video"), file("video")])).toBe("3 videos");
  expect(toFilesText([file("image"), file("file")])).toBe("2 files");
});
