import { File, FileArchive, FileAudio, FileCode, FileImage, FileSpreadsheet, FileText, FileVideo, type LucideIcon } from "lucide-react";

const icons: [RegExp, LucideIcon][] = [
  [/\.(?:zip|gz|tgz|bz2|xz|7z|rar|tar)$/i, FileArchive],
  [/\.(?:xlsx?|ods|csv|tsv|numbers)$/i, FileSpreadsheet],
  [/\.(?:[cm]?[jt]sx?|json|html?|css|xml|ya?ml|py|rb|go|rs|java|c|cpp|h|sh|sql|svg)$/i, FileCode],
  [/\.(?:pdf|docx?|odt|rtf|txt|md|pages|pptx?|odp|epub)$/i, FileText],
  [/\.(?:mp3|wav|flac|ogg|oga|opus|m4a|aac)$/i, FileAudio],
  [/\.(?:mp4|mov|mkv|avi|webm|m4v)$/i, FileVideo],
  [/\.(?:png|jpe?g|gif|webp|bmp|heic|tiff?|psd|ico)$/i, FileImage],
];

/** By its name, which is what people go by. */
export function toFileIcon(name: string): LucideIcon {
  return icons.find(([pattern]) => pattern.test(name))?.[1] ?? File;
}
