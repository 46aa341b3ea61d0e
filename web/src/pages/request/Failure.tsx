import { IconAlertTriangle } from "@tabler/icons-react";
import type { RequestDetail } from "@/api/requests";
import styles from "@/pages/request/request.module.css";
import { CopyIcon } from "@/ui/Copy";

/** What went wrong, in full. */
export function Failure({ request }: { request: RequestDetail }) {
  const { error_type, error_class, http_status, error_message } = request;
  const kinds = [error_type, error_class, http_status ? `HTTP ${http_status}` : null].filter(
    Boolean,
  );
  return (
    <section className={styles.failure} aria-label="Error">
      <IconAlertTriangle size={16} aria-hidden="true" />
      <div>
        <strong>{kinds.join(" · ")}</strong>
        <p>{error_message}</p>
      </div>
      <CopyIcon text={error_message ?? ""} what="the error" />
    </section>
  );
}
