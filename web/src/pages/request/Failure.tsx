import { IconAlertTriangle } from "@tabler/icons-react";
import type { RequestDetail } from "@/api/requests";
import styles from "@/pages/request/request.module.css";
import { CopyIcon } from "@/ui/Copy";

/** What went wrong, in full. */
export function Failure({ request }: { request: RequestDetail }) {
  const { error_type, error_class, http_status, error_message, limit, invalid_path } = request;
  const kinds = [error_type, error_class, http_status ? `HTTP ${http_status}` : null].filter(
    Boolean,
  );
  return (
    <section className={styles.failure} aria-label="Error">
      <IconAlertTriangle size={16} aria-hidden="true" />
      <div>
        <strong>{kinds.join(" · ")}</strong>
        <p>{error_message}</p>
        {limit !== null && (
          <p>
            Refused by the limit <strong>{limit}</strong>.
          </p>
        )}
        {invalid_path !== null && (
          <p>
            The answer did not fit its schema at <code>{invalid_path}</code>.
          </p>
        )}
      </div>
      <CopyIcon text={error_message ?? ""} what="the error" />
    </section>
  );
}
