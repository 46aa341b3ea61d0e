import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { EditWords } from "@/ui/edit/EditForm";
import edit from "@/ui/edit/edit.module.css";
import { Ago } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { EmptyState, ErrorState, type Failure, Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

interface Saved {
  id: number;
  name: string;
  version: number;
  project: { name: string };
  created_at: string;
  created_by: string | null;
}

/** What a kind of definition shows between its name and its project. */
export interface Column<T> {
  title: string;
  cell: (item: T) => ReactNode;
}

interface Props<T extends Saved> {
  words: EditWords;
  query: { data: T[] | undefined; error: Failure | null; refetch: () => unknown };
  mayWrite: boolean;
  zone: string;
  /** What one of them is, for those who have none. */
  about: string;
  columns: readonly Column<T>[];
  /** Beside the name. */
  mark?: (item: T) => ReactNode;
}

/** The workflows, or the schemas, of the selected projects, each in the version that runs. */
export function DefinitionList<T extends Saved>(props: Props<T>) {
  const { words, query, mayWrite, about } = props;
  const { data, error } = query;
  const make = (
    <Button component={Link} to={`${words.to}/new`} leftSection={<IconPlus size={14} />}>
      New {words.noun}
    </Button>
  );
  return (
    <Panel title={words.list} className={edit.list} actions={mayWrite && make}>
      {!data && error && <ErrorState error={error} onRetry={() => void query.refetch()} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.length === 0 && (
        <EmptyState title={`No ${words.list.toLowerCase()} yet`}>
          <p>{about}</p>
        </EmptyState>
      )}
      {data && data.length > 0 && <Table {...props} items={data} />}
    </Panel>
  );
}

function Table<T extends Saved>({ items, ...props }: Props<T> & { items: readonly T[] }) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${edit.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {props.columns.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">Project</th>
            <th scope="col" className={ui.number}>
              Version
            </th>
            <th scope="col" className={ui.number}>
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} {...props} item={item} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row<T extends Saved>({ item, words, columns, mark, zone }: Props<T> & { item: T }) {
  const by = item.created_by ? `by ${item.created_by}` : "by a configuration file";
  return (
    <tr>
      <td>
        <Link to={`${words.to}/$id`} params={{ id: String(item.id) }} className={edit.itemName}>
          {item.name}
        </Link>{" "}
        {mark?.(item)}
      </td>
      {columns.map(({ title, cell }) => (
        <td key={title}>{cell(item)}</td>
      ))}
      <td>{item.project.name}</td>
      <td className={ui.number}>{item.version}</td>
      <td className={ui.number} title={by}>
        <Ago at={item.created_at} zone={zone} />
      </td>
    </tr>
  );
}
