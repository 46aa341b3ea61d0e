import { Textarea } from "@mantine/core";
import styles from "@/ui/edit/edit.module.css";

interface Props {
  label: string;
  description?: string;
  placeholder?: string;
  required?: boolean;
  rows?: number;
  value: string;
  error?: string | undefined;
  onChange: (text: string) => void;
}

/** JSON as text; it grows with what is in it. */
export function JsonInput({ onChange, rows = 4, ...rest }: Props) {
  return (
    <Textarea
      {...rest}
      size="sm"
      rows={rows}
      className={`${styles.json} ${styles.wide}`}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
