import { Button } from "@mantine/core";
import { useState } from "react";
import { Popover } from "@/ui/popup";
import styles from "@/ui/ui.module.css";

interface Props {
  label: string;
  /** What happens if one goes on. */
  question: string;
  isPending: boolean;
  onConfirm: () => void;
}

/** Asks before it does what cannot be undone. */
export function ConfirmButton({ label, question, isPending, onConfirm }: Props) {
  const [isOpen, setOpen] = useState(false);
  const confirm = () => {
    setOpen(false);
    onConfirm();
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} width={260} position="bottom-end" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          loading={isPending}
          onClick={() => setOpen(!isOpen)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={styles.confirm ?? ""}>
        <p>{question}</p>
        <Button color="red" onClick={confirm} data-autofocus>
          {label}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
