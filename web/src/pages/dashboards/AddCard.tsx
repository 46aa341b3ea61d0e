/** A new card: from a view that was saved in Explore, or from a template. */

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { viewsQuery } from "@/api/views";
import { type Card, cardOf, cardTitle } from "@/lib/dashboard/cards";
import { TEMPLATES } from "@/lib/dashboard/templates";
import { parseSearch, validateSearch } from "@/lib/search";
import styles from "@/pages/dashboards/dashboards.module.css";
import { Menu } from "@/ui/popup";

interface Props {
  isFull: boolean;
  onAdd: (card: Card) => void;
}

export function AddCard({ isFull, onAdd }: Props) {
  const { data = [] } = useQuery(viewsQuery);
  const views = data.filter(({ page }) => page === "explore");
  return (
    <Menu position="bottom-end" width={280}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconPlus size={14} />} disabled={isFull}>
          Add card
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={styles.offers ?? ""}>
        {views.length > 0 && <Menu.Label>Saved views of Explore</Menu.Label>}
        {views.map(({ id, name, search }) => (
          <Menu.Item
            key={id}
            onClick={() => onAdd({ ...cardOf(validateSearch(parseSearch(search))), title: name })}
          >
            {name}
          </Menu.Item>
        ))}
        {TEMPLATES.map(({ name, cards }) => (
          <div key={name}>
            <Menu.Label>{name}</Menu.Label>
            {cards.map((card) => (
              <Menu.Item key={card.search} onClick={() => onAdd(card)}>
                {cardTitle(card)}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
