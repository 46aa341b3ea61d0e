/** What an organisation is made of: its name, projects, people, keys and providers. */

import { Link, useParams } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { KeysSection } from "@/pages/manage/KeysSection";
import { MembersSection } from "@/pages/manage/MembersSection";
import styles from "@/pages/manage/manage.module.css";
import { OrganisationSection } from "@/pages/manage/OrganisationSection";
import { ProjectsSection } from "@/pages/manage/ProjectsSection";
import { ProvidersSection } from "@/pages/manage/ProvidersSection";
import { ErrorState } from "@/ui/states";

interface Section {
  name: string;
  label: string;
  body: ComponentType;
}

const SECTIONS: readonly Section[] = [
  { name: "organisation", label: "Organisation", body: OrganisationSection },
  { name: "projects", label: "Projects", body: ProjectsSection },
  { name: "members", label: "Members", body: MembersSection },
  { name: "keys", label: "Keys", body: KeysSection },
  { name: "providers", label: "Providers", body: ProvidersSection },
];

export function ManagePage() {
  const { section = "organisation" } = useParams({ strict: false });
  const found = SECTIONS.find(({ name }) => name === section);
  return (
    <div className={styles.page}>
      <nav className={styles.sections} aria-label="Settings">
        {SECTIONS.map(({ name, label }) => (
          <Link
            key={name}
            to="/manage/$section"
            params={{ section: name }}
            aria-current={name === section ? "page" : undefined}
          >
            {label}
          </Link>
        ))}
      </nav>
      {found ? <found.body /> : <ErrorState error={{ message: "There are no such settings." }} />}
    </div>
  );
}
