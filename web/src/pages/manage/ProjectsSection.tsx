import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { archivedQuery, useArchiveProject, useCreateProject, useRenameProject } from "@/api/people";
import { useZone } from "@/api/reading";
import { type Project, useMay, useOrganisation } from "@/api/session";
import styles from "@/pages/manage/manage.module.css";
import { NameDialog } from "@/pages/manage/NameDialog";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";
import { Ago } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import ui from "@/ui/ui.module.css";

export function ProjectsSection() {
  const projects = useOrganisation()?.projects ?? [];
  const mayWrite = useMay("manage_projects");
  const create = useCreateProject();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Panel
        title="Projects"
        actions={
          mayWrite && (
            <Button leftSection={<IconPlus size={14} />} onClick={() => setOpen(true)}>
              New project
            </Button>
          )
        }
      >
        <p className={styles.note}>
          Keys, providers, workflows and requests belong to a project. Archiving one revokes its
          keys, forgets its providers, and takes its workflows, schemas and limits out of use at
          once; its requests are kept.
        </p>
        <Projects projects={projects} mayWrite={mayWrite} />
        <NameDialog
          title="New project"
          action="Create the project"
          first=""
          isOpen={isOpen}
          write={create}
          onClose={() => setOpen(false)}
          onSubmit={(name) => create.mutate(name, { onSuccess: () => setOpen(false) })}
        />
      </Panel>
      <Archived mayWrite={mayWrite} />
    </>
  );
}

function Projects({ projects, mayWrite }: { projects: readonly Project[]; mayWrite: boolean }) {
  const archive = useArchiveProject();
  const rename = useRenameProject();
  const [renamed, setRenamed] = useState<Project | null>(null);
  return (
    <>
      <FormError error={archive.error} />
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr key={project.id}>
              <td className={styles.person}>{project.name}</td>
              <td className={ui.number}>
                {mayWrite && (
                  <span className={styles.actions}>
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-xs"
                      onClick={() => setRenamed(project)}
                    >
                      Rename
                    </Button>
                    <ConfirmButton
                      label="Archive"
                      question={`The keys of ${project.name} stop working within two seconds and its providers are forgotten. Its requests are kept.`}
                      isPending={archive.isPending}
                      onConfirm={() => archive.mutate(project.id)}
                    />
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {renamed && (
        <NameDialog
          title={`Rename ${renamed.name}`}
          action="Rename"
          first={renamed.name}
          isOpen
          write={rename}
          onClose={() => setRenamed(null)}
          onSubmit={(name) =>
            rename.mutate({ id: renamed.id, name }, { onSuccess: () => setRenamed(null) })
          }
        />
      )}
    </>
  );
}

function Archived({ mayWrite }: { mayWrite: boolean }) {
  const zone = useZone();
  const { data } = useQuery(archivedQuery);
  const create = useCreateProject();
  if (!data || data.length === 0) return null;
  return (
    <Panel title="Archived projects">
      <FormError error={create.error} />
      <table className={`${ui.table} ${styles.table}`}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Archived</th>
            <th scope="col">
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map(({ id, name, archived_at }) => (
            <tr key={id}>
              <td className={styles.person}>{name}</td>
              <td>
                <Ago at={archived_at} zone={zone} />
              </td>
              <td className={ui.number}>
                {mayWrite && (
                  <Button
                    variant="subtle"
                    color="gray"
                    size="compact-xs"
                    onClick={() => create.mutate(name)}
                  >
                    Bring back
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
