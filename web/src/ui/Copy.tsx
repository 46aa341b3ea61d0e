import { ActionIcon, Button, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "@/ui/ui.module.css";

interface Props {
  text: string;
  /** What is copied, as in "Copy the request id". */
  what: string;
}

export function CopyIcon({ text, what }: Props) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? "Copied" : `Copy ${what}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={`Copy ${what}`}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export function CopyTextButton({ text, what }: Props) {
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="compact-xs"
          onClick={copy}
          aria-label={`Copy ${what}`}
          leftSection={copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </CopyButton>
  );
}

/** Code to take away. */
export function Code({ text, what }: Props) {
  return (
    <div className={styles.code}>
      <pre tabIndex={0}>{text}</pre>
      <div className={styles.codeCopy}>
        <CopyIcon text={text} what={what} />
      </div>
    </div>
  );
}
