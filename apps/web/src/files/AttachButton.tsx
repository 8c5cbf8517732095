import { Menu } from "@base-ui/react/menu";
import { Camera, File as FileIcon, Image, Paperclip } from "lucide-react";
import { useRef } from "react";
import { t } from "../i18n/t.ts";
import { IconButton } from "../kit/IconButton.tsx";
import { MenuItem } from "../kit/MenuItem.tsx";
import { MenuPopup } from "../kit/MenuPopup.tsx";

const icons = { pictures: <Image aria-hidden />, camera: <Camera aria-hidden />, any: <FileIcon aria-hidden /> };
const accepts = { pictures: "image/*,video/*", camera: "image/*", any: undefined };
type Way = keyof typeof accepts;

/** Picks files: on phones a picture can be taken on the spot. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const inputs = useRef<Partial<Record<Way, HTMLInputElement | null>>>({});
  const ways: Way[] = matchMedia("(pointer: coarse)").matches ? ["pictures", "camera", "any"] : ["pictures", "any"];
  return (
    <>
      <Menu.Root>
        <Menu.Trigger render={<IconButton label={t("files.attach")} size="medium" />}>
          <Paperclip aria-hidden className="size-5" />
        </Menu.Trigger>
        <MenuPopup side="top" align="start">
          {ways.map((way) => (
            <MenuItem key={way} icon={icons[way]} onClick={() => inputs.current[way]?.click()}>
              {t(`files.pick.${way}`)}
            </MenuItem>
          ))}
        </MenuPopup>
      </Menu.Root>
      {ways.map((way) => (
        <input
          key={way}
          ref={(input) => {
            inputs.current[way] = input;
          }}
          type="file"
          hidden
          aria-label={t(`files.pick.${way}`)}
          multiple={way !== "camera"}
          accept={accepts[way]}
          capture={way === "camera" ? "environment" : undefined}
          onChange={({ target }) => {
            onFiles([...(target.files ?? [])]);
            // The same file may be picked again after it was removed.
            target.value = "";
          }}
        />
      ))}
    </>
  );
}
