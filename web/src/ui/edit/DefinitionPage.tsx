import type { ReactNode } from "react";
import type { EditWords } from "@/ui/edit/EditForm";
import { EditHead } from "@/ui/edit/EditHead";
import edit from "@/ui/edit/edit.module.css";
import { OldVersion, type Restoring } from "@/ui/edit/OldVersion";
import { type VersionRow, Versions } from "@/ui/edit/Versions";
import { ErrorState, type Failure, Skeleton } from "@/ui/states";

interface Saved<D extends object> extends VersionRow {
  name: string;
  project: { name: string };
  definition: D;
}

interface Props<D extends object> {
  words: EditWords;
  /** The version that runs. */
  newest: Saved<D>;
  versions: { data: Saved<D>[] | undefined; error: Failure | null; refetch: () => unknown };
  /** The version that the URL names; absent: the one that runs. */
  wanted: string | undefined;
  zone: string;
  restoring: Restoring;
  mayWrite: boolean;
  /** Beside the definition, above its versions. */
  aside?: ReactNode;
  /** For those who may write. */
  editor: (aside: ReactNode) => ReactNode;
  facts: (definition: D) => ReactNode;
}

/** A workflow or schema: the one that runs in its editor, any other version to look at. */
export function DefinitionPage<D extends object>(props: Props<D>) {
  const { words, newest, versions, wanted, mayWrite } = props;
  const version = wanted === undefined ? newest.version : Number(wanted);
  const isOld = version !== newest.version;
  const aside = (
    <>
      {props.aside}
      {versions.error ? (
        <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
      ) : (
        <Versions versions={versions.data} shown={version} zone={props.zone} />
      )}
    </>
  );
  if (!isOld && mayWrite) return props.editor(aside);
  return (
    <div className={edit.column}>
      <EditHead
        to={words.to}
        list={words.list}
        name={newest.name}
        about={`${newest.project.name}, version ${version}`}
      />
      {isOld && (
        <OldVersion
          version={version}
          newest={newest.version}
          restoring={mayWrite ? props.restoring : null}
        />
      )}
      <div className={edit.columns}>
        <Shown {...props} version={version} />
        <div className={edit.column}>{aside}</div>
      </div>
    </div>
  );
}

function Shown<D extends object>({
  newest,
  versions,
  facts,
  version,
}: Props<D> & { version: number }) {
  if (version === newest.version) return facts(newest.definition);
  if (!versions.data) return <Skeleton height={320} />;
  const found = versions.data.find((one) => one.version === version);
  return found ? (
    facts(found.definition)
  ) : (
    <ErrorState error={{ message: "There is no such version." }} />
  );
}
