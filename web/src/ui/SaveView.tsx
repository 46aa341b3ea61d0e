/** The views that are kept of a page: open one, keep what is shown, share it with the team. */

import { Button } from "@mantine/core";
import { IconBookmark, IconCheck, IconPencil } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { PageSearch } from "@/lib/search";
import { FormError } from "@/ui/DoorPage";
import { Popover } from "@/ui/popup";
import { type Failing, ViewForm, type Write } from "@/ui/ViewForm";
import styles from "@/ui/views.module.css";

export interface SavedView {
  id: number;
  name: string;
  shared: boolean;
  own: boolean;
  may_change: boolean;
  owner: string;
  link: { to: "/" | "/requests" | "/explore"; search: PageSearch };
  /** The page shows just this. */
  isShown: boolean;
}

interface Props {
  views: readonly SavedView[];
  readError: Failing;
  mayShare: boolean;
  create: Write<{ name: string; shared: boolean }>;
  change: Write<{ id: number; name: string; shared: boolean; takesShown: boolean }>;
  remove: Write<number>;
}

export function SaveView(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const shown = props.views.find(({ isShown }) => isShown);
  return (
    <Popover opened={isOpen} onChange={setOpen} width={330} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          className={styles.target ?? ""}
          leftSection={<IconBookmark size={14} />}
          onClick={() => setOpen(!isOpen)}
        >
          <span className={styles.shown}>{shown?.name ?? "Views"}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.dropdown ?? ""} aria-label="Saved views">
        <Views {...props} onOpen={() => setOpen(false)} />
        <FormError error={props.readError} />
        <h3>Save what is shown</h3>
        <ViewForm
          label={{ name: "", shared: false }}
          mayShare={props.mayShare}
          write={props.create}
          submit="Save view"
          onSubmit={({ name, shared }, done) => props.create.mutate({ name, shared }, done)}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** A view whose search is a part of another's is not that one. */
const EXACT = { exact: true };

type ListProps = Props & { onOpen: () => void };

function Views(props: ListProps) {
  const groups = [
    { title: "My views", views: props.views.filter(({ own }) => own) },
    { title: "Shared by others", views: props.views.filter(({ own }) => !own) },
  ];
  return groups.map(
    ({ title, views }) =>
      views.length > 0 && (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ul className={styles.list}>
            {views.map((view) => (
              <ViewRow key={view.id} {...props} view={view} />
            ))}
          </ul>
        </section>
      ),
  );
}

function ViewRow({ view, onOpen, mayShare, change, remove }: ListProps & { view: SavedView }) {
  const [isEdited, setEdited] = useState(false);
  const note = view.own ? (view.shared ? "shared" : "") : view.owner;
  return (
    <li>
      <div className={styles.row}>
        <Link
          {...view.link}
          activeOptions={EXACT}
          className={styles.link}
          aria-current={view.isShown || undefined}
          title={view.name}
          onClick={onOpen}
        >
          <IconCheck size={13} aria-hidden="true" data-shown={view.isShown} />
          <span>{view.name}</span>
          <small>{note}</small>
        </Link>
        {view.may_change && (
          <button
            type="button"
            className={styles.edit}
            aria-label={`Change the view ${view.name}`}
            aria-expanded={isEdited}
            onClick={() => setEdited(!isEdited)}
          >
            <IconPencil size={14} aria-hidden="true" />
          </button>
        )}
      </div>
      {isEdited && (
        <ViewForm
          label={view}
          mayShare={mayShare && view.own}
          write={change}
          submit="Save changes"
          mayTakeShown={!view.isShown}
          remove={remove}
          onRemove={() => remove.mutate(view.id)}
          onSubmit={(label, done) => change.mutate({ ...label, id: view.id }, done)}
          onDone={() => setEdited(false)}
        />
      )}
    </li>
  );
}
