import type { Offer } from "@/lib/filter/complete";
import styles from "@/ui/filter/filter.module.css";

interface Props {
  id: string;
  offers: readonly Offer[];
  picked: number;
  /** How many characters of text stand left of the word being completed. */
  indent: number;
  onTake: (offer: Offer) => void;
}

/** The list under the word that is being typed. */
export function OfferList({ id, offers, picked, indent, onTake }: Props) {
  return (
    <div
      className={styles.offers}
      id={`${id}-offers`}
      role="listbox"
      aria-label="Completions"
      style={{ left: `min(calc(34px + ${indent}ch), max(0px, 100% - 340px))` }}
    >
      {offers.map((offer, index) => (
        <div
          key={offer.insert}
          id={`${id}-${index}`}
          className={styles.offer}
          role="option"
          aria-selected={index === picked}
          // Before the input loses its focus, which would close the list.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
        >
          <span className={styles.offerLabel}>{offer.label}</span>
          <span className={styles.offerHelp}>{offer.help}</span>
        </div>
      ))}
    </div>
  );
}
