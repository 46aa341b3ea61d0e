/** The dashboards one sees, and ones to start from. */

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type Dashboard, dashboardsQuery, useCreateDashboard } from "@/api/dashboards";
import { usePageSearch } from "@/api/reading";
import { TEMPLATES, type Template } from "@/lib/dashboard/templates";
import { formatPlural } from "@/lib/format";
import { carriedSearch } from "@/lib/search";
import styles from "@/pages/dashboards/dashboards.module.css";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

const EMPTY: Template = {
  name: "Empty",
  about: "Nothing on it yet. Explore puts cards on it, and so does its own page.",
  cards: [],
};

export function DashboardsPage() {
  const { data, error, refetch } = useQuery(dashboardsQuery);
  return (
    <div className={styles.page}>
      <Panel title="Dashboards">
        {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton height={96} />}
        {data?.length === 0 && (
          <EmptyState title="No dashboards yet">
            <p>Start from one of those below: its cards are yours to move, resize and replace.</p>
          </EmptyState>
        )}
        <ul className={styles.list}>
          {data?.map((dashboard) => (
            <DashboardRow key={dashboard.id} dashboard={dashboard} />
          ))}
        </ul>
      </Panel>
      <Start />
    </div>
  );
}

function DashboardRow({ dashboard }: { dashboard: Dashboard }) {
  const { id, name, own, owner, shared, project, cards } = dashboard;
  const search = carriedSearch(usePageSearch());
  const notes = [
    formatPlural(cards.length, "card"),
    project?.name,
    own ? shared && "shared" : `by ${owner}`,
  ];
  return (
    <li>
      <Link to="/dashboards/$id" params={{ id: String(id) }} search={search} title={name}>
        {name}
      </Link>
      <small>{notes.filter(Boolean).join(" · ")}</small>
    </li>
  );
}

function Start() {
  const create = useCreateDashboard();
  const navigate = useNavigate();
  const search = carriedSearch(usePageSearch());
  const start = ({ name, cards }: Template) =>
    create.mutate(
      { name: name === EMPTY.name ? "New dashboard" : name, cards: [...cards] },
      {
        onSuccess: ({ id }) =>
          void navigate({ to: "/dashboards/$id", params: { id: String(id) }, search }),
      },
    );
  return (
    <Panel title="Start from">
      <div className={styles.templates}>
        {[...TEMPLATES, EMPTY].map((template) => (
          <section key={template.name} className={styles.template} aria-label={template.name}>
            <h3>{template.name}</h3>
            <p>{template.about}</p>
            <Button
              variant="default"
              loading={create.isPending}
              aria-label={`Start from ${template.name}`}
              onClick={() => start(template)}
            >
              Use it
            </Button>
          </section>
        ))}
      </div>
      <FormError error={create.error} />
    </Panel>
  );
}
