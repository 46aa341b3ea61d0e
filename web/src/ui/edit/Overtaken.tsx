import { Notice } from "@/ui/states";

interface Props {
  version: number;
  by: string | null;
}

/** Somebody else saved while one was editing. */
export function Overtaken({ version, by }: Props) {
  return (
    <Notice tone="warning">
      {by ?? "A configuration file"} saved version {version} in the meantime. If you save, what
      stands here replaces it.
    </Notice>
  );
}
