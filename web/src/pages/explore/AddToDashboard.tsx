/** Puts the question that is shown on a dashboard, as its last card. */

import { Button } from "@mantine/core";
import { IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  type Dashboard,
  dashboardsQuery,
  useChangeDashboard,
  useCreateDashboard,
} from "@/api/dashboards";
import { usePageSearch } from "@/api/reading";
import { cardOf, MOST_CARDS } from "@/lib/dashboard/cards";
import { carriedSearch } from "@/lib/search";
import styles from "@/pages/explore/explore.module.css";
import { FormError } from "@/ui/DoorPage";
import { Menu } from "@/ui/popup";

export function AddToDashboard() {
  const search = usePageSearch();
  const { data = [] } = useQuery(dashboardsQuery);
  const change = useChangeDashboard();
  const create = useCreateDashboard();
  const put = ({ id, cards }: Dashboard) =>
    change.mutate({ id, cards: [...cards, cardOf(search)] });
  const done = change.data ?? create.data;
  return (
    <>
      <FormError error={change.error ?? create.error} />
      {done && (
        <span className={styles.note} role="status">
          On{" "}
          <Link
            to="/dashboards/$id"
            params={{ id: String(done.id) }}
            search={carriedSearch(search)}
          >
            {done.name}
          </Link>
        </span>
      )}
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconLayoutDashboard size={14} />}
            loading={change.isPending || create.isPending}
          >
            Put on dashboard
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {data
            .filter(({ may_change, cards }) => may_change && cards.length < MOST_CARDS)
            .map((dashboard) => (
              <Menu.Item key={dashboard.id} onClick={() => put(dashboard)}>
                {dashboard.name}
              </Menu.Item>
            ))}
          <Menu.Item
            onClick={() => create.mutate({ name: "New dashboard", cards: [cardOf(search)] })}
          >
            A new dashboard
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
