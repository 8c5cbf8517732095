import { t } from "../i18n/t.ts";
import { Spinner } from "../kit/Spinner.tsx";
import { Option } from "./Option.tsx";
import { toSearchErrorText } from "./toSearchErrorText.ts";

type Props = { name: string; onMore: () => void; loading?: boolean; error?: unknown };

export function MoreOption({ name, onMore, loading = false, error = null }: Props) {
  return (
    <Option id={`search-more-${name}`} onChoose={onMore}>
      <span className="relative flex-1 text-center font-medium text-accent-ink">
        {error ? <span className="block text-sm font-normal text-danger">{toSearchErrorText(error)}</span> : null}
        <span className={loading ? "opacity-0" : undefined}>{t(error ? "common.retry" : "search.more")}</span>
        {loading ? <Spinner label={t("search.loading")} className="absolute inset-0" /> : null}
      </span>
    </Option>
  );
}
