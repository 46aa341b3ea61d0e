/** One dashboard: its cards under the page's window and filter, and its editor. */

import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Dashboard, dashboardQuery } from "@/api/dashboards";
import { useMetrics } from "@/api/metrics";
import { useFilter } from "@/api/useFilter";
import { CardGrid } from "@/pages/dashboards/CardGrid";
import { DashboardEditor } from "@/pages/dashboards/DashboardEditor";
import styles from "@/pages/dashboards/dashboards.module.css";
import { FilterBar } from "@/ui/filter/FilterBar";
import { EmptyState, ErrorState, Skeleton } from "@/ui/states";

/** Asked only to hear whether the filter can be read: each card tells of its own failures. */
const PROBE = { metrics: ["requests"] };

export function DashboardPage() {
  const { id } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(dashboardQuery(Number(id)));
  if (data) return <OneDashboard key={data.id} dashboard={data} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Skeleton height={320} />;
}

function OneDashboard({ dashboard }: { dashboard: Dashboard }) {
  const [isEdited, setEdited] = useState(false);
  const filter = useFilter(useMetrics(PROBE).error);
  return (
    <div className={styles.page}>
      <FilterBar {...filter} />
      {isEdited ? (
        <DashboardEditor dashboard={dashboard} onDone={() => setEdited(false)} />
      ) : (
        <>
          <Head dashboard={dashboard} onEdit={() => setEdited(true)} />
          {filter.fault ? (
            <EmptyState title="Correct the filter to see numbers" />
          ) : (
            <CardGrid cards={dashboard.cards} />
          )}
          {dashboard.cards.length === 0 && <NoCards />}
        </>
      )}
    </div>
  );
}

function Head({ dashboard, onEdit }: { dashboard: Dashboard; onEdit: () => void }) {
  const { name, own, owner, shared, may_change } = dashboard;
  return (
    <div className={styles.head}>
      <h2 title={name}>{name}</h2>
      <span className={styles.owner}>
        {own ? (shared ? "shared with the organisation" : "yours alone") : `by ${owner}`}
      </span>
      {may_change && (
        <div className={styles.ways}>
          <Button variant="default" leftSection={<IconPencil size={14} />} onClick={onEdit}>
            Edit
          </Button>
        </div>
      )}
    </div>
  );
}

function NoCards() {
  return (
    <EmptyState title="No cards yet">
      <p>
        Ask a question in <Link to="/explore">Explore</Link> and put it on this dashboard.
      </p>
    </EmptyState>
  );
}
