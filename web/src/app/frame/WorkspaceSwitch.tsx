import { IconCheck, IconSelector } from "@tabler/icons-react";
import { type Organisation, type Session, useSelect } from "@/api/session";
import styles from "@/app/frame/frame.module.css";
import { Menu } from "@/ui/popup";

/** Which organisation and project every page looks at. */
export function WorkspaceSwitch({ session }: { session: Session }) {
  const select = useSelect();
  const { organisations, selected } = session;
  const organisation = organisations.find(({ id }) => id === selected?.organisation_id);
  const project = organisation?.projects.find(({ id }) => id === selected?.project_id);
  return (
    <Menu position="bottom-start" width={232}>
      <Menu.Target>
        <button type="button" className={styles.workspace} aria-label="Organisation and project">
          <span className={styles.workspaceMark} aria-hidden="true">
            {(organisation?.name ?? "?").slice(0, 1).toUpperCase()}
          </span>
          <span className={styles.workspaceNames}>
            <span>{organisation?.name ?? "No organisation"}</span>
            <span>{project?.name ?? "All projects"}</span>
          </span>
          <IconSelector size={15} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={styles.menu}>
        {organisations.map((one) => (
          <Projects
            key={one.id}
            organisation={one}
            chosen={
              one.id === selected?.organisation_id ? (selected.project_id ?? null) : undefined
            }
            onChoose={(project_id) => select.mutate({ organisation_id: one.id, project_id })}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ProjectsProps {
  organisation: Organisation;
  /** Null: all projects. Undefined: another organisation is looked at. */
  chosen: number | null | undefined;
  onChoose: (projectId: number | null) => void;
}

function Projects({ organisation, chosen, onChoose }: ProjectsProps) {
  const choices = [{ id: null, name: "All projects" }, ...organisation.projects];
  return (
    <>
      <Menu.Label>{organisation.name}</Menu.Label>
      {choices.map(({ id, name }) => (
        <Menu.Item
          key={id ?? "all"}
          onClick={() => onChoose(id)}
          aria-current={id === chosen}
          rightSection={id === chosen ? <IconCheck size={14} aria-hidden="true" /> : null}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  );
}
