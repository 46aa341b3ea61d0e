/** The cards in their grid; while it is edited, each with handles to move, resize, name and remove it. */

import { TextInput } from "@mantine/core";
import { IconArrowsDiagonal, IconGripVertical, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import { usePageSearch } from "@/api/reading";
import { type Card, cardTitle, readCard } from "@/lib/dashboard/cards";
import { joinTerms } from "@/lib/filter/word";
import { carriedSearch } from "@/lib/search";
import { CardAnswer } from "@/pages/dashboards/CardAnswer";
import styles from "@/pages/dashboards/dashboards.module.css";
import { type Placed, useArrange } from "@/pages/dashboards/useArrange";
import { Panel } from "@/ui/Panel";

export function CardGrid({ cards }: { cards: readonly Card[] }) {
  // Two cards may ask the same: the place tells them apart.
  const placed = cards.map((card, place) => ({ card, key: `${place} ${card.search}` }));
  return (
    <div className={styles.grid}>
      {placed.map(({ card, key }) => (
        <div key={key} className={styles.card} style={sizeOf(card)}>
          <Panel
            title={cardTitle(card)}
            className={styles.panel}
            actions={<ExploreLink card={card} />}
          >
            <CardAnswer card={card} />
          </Panel>
        </div>
      ))}
    </div>
  );
}

/** The same question in Explore, with the window and filter that the card stands under. */
function ExploreLink({ card }: { card: Card }) {
  const page = usePageSearch();
  const { search, filter } = readCard(card);
  const whole = joinTerms(page.filter ?? "", filter) || undefined;
  return (
    <Link
      to="/explore"
      search={{ ...carriedSearch(page), ...search, filter: whole }}
      className={styles.explore}
      aria-label={`Explore ${cardTitle(card)}`}
    >
      Explore
    </Link>
  );
}

interface EditProps {
  cards: readonly Placed[];
  onChange: (cards: Placed[]) => void;
}

export function EditGrid({ cards, onChange }: EditProps) {
  const { said, moveHandle, sizeHandle } = useArrange(cards, onChange);
  const set = (key: string, part: Partial<Card>) =>
    onChange(cards.map((card) => (card.key === key ? { ...card, ...part } : card)));
  return (
    <div className={styles.grid} data-grid data-edited>
      <p className="hidden" role="status">
        {said}
      </p>
      {cards.map((card, place) => {
        const name = cardTitle(card);
        return (
          <section
            key={card.key}
            data-card={card.key}
            className={styles.card}
            style={sizeOf(card)}
            aria-label={name}
          >
            <div className={styles.editHead}>
              <button
                type="button"
                className={styles.move}
                aria-label={`Move ${name}: drag, or use the arrow keys`}
                title="Drag, or use the arrow keys"
                {...moveHandle(card, place)}
              >
                <IconGripVertical size={16} aria-hidden="true" />
              </button>
              <TextInput
                size="xs"
                className={styles.title ?? ""}
                aria-label={`Title of card ${place + 1}`}
                placeholder={name}
                maxLength={80}
                value={card.title}
                onChange={({ target }) => set(card.key, { title: target.value })}
              />
              <button
                type="button"
                className={styles.move}
                aria-label={`Remove ${name}`}
                onClick={() => onChange(cards.filter(({ key }) => key !== card.key))}
              >
                <IconX size={15} aria-hidden="true" />
              </button>
            </div>
            <div className={styles.preview} inert>
              <CardAnswer card={card} />
            </div>
            <button
              type="button"
              className={styles.resize}
              aria-label={`Resize ${name}: drag, or use the arrow keys`}
              title="Drag, or use the arrow keys"
              {...sizeHandle(card)}
            >
              <IconArrowsDiagonal size={15} aria-hidden="true" />
            </button>
          </section>
        );
      })}
    </div>
  );
}

function sizeOf({ columns, rows }: Card): CSSProperties {
  return { "--columns": columns, "--rows": rows } as CSSProperties;
}
