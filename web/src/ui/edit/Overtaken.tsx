import { Notice } from "@/ui/states";

interface Version {
  version: number;
  created_by: string | null;
}

interface Props {
  /** The one that runs now. */
  saved: Version | null;
  /** The one that editing began with. */
  base: Version | null;
}

/** Somebody else saved while one was editing. */
export function Overtaken({ saved, base }: Props) {
  if (!saved || !base || saved.version <= base.version) return null;
  return (
    <Notice tone="warning">
      {saved.created_by ?? "A configuration file"} saved version {saved.version} in the meantime. If
      you save, what stands here replaces it.
    </Notice>
  );
}
