/** One request: what it was, where its time went, what was said, and whose it is. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useZone } from "@/api/reading";
import { type RequestDetail, type RequestWhole, requestQuery } from "@/api/requests";
import { Bodies } from "@/pages/request/Bodies";
import { Context } from "@/pages/request/Context";
import { Failure } from "@/pages/request/Failure";
import { Hops } from "@/pages/request/Hops";
import styles from "@/pages/request/request.module.css";
import { Summary } from "@/pages/request/Summary";
import { BackLink, useEscape } from "@/pages/request/way-back";
import { Badge } from "@/ui/Badge";
import { CopyIcon } from "@/ui/Copy";
import { Moment } from "@/ui/Moment";
import { Panel } from "@/ui/Panel";
import { ProviderName } from "@/ui/ProviderName";
import { StatusMark } from "@/ui/StatusMark";
import { ErrorState, Skeleton } from "@/ui/states";

export function RequestPage() {
  const { id = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(requestQuery(id));
  useEscape();
  return (
    <div className={styles.page}>
      <BackLink />
      {data && <Whole whole={data.data} />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting />}
    </div>
  );
}

function Whole({ whole }: { whole: RequestWhole }) {
  const { request, attempts } = whole;
  const zone = useZone();
  return (
    <>
      <header className={styles.head}>
        <StatusMark status={request.status} httpStatus={request.http_status} />
        <ProviderName provider={request.provider} model={request.model} />
        <Marks request={request} />
        <Moment at={request.started_at} zone={zone} />
        <span className={styles.id}>
          <code>{request.id}</code>
          <CopyIcon text={request.id} what="the request id" />
        </span>
      </header>
      <Summary request={request} />
      {request.error_message !== null && <Failure request={request} />}
      <div className={styles.columns}>
        <div className={styles.column}>
          <Panel title="Hops">
            <Hops request={request} attempts={attempts} />
          </Panel>
          <Bodies whole={whole} />
        </div>
        <Context request={request} attributes={whole.attributes} />
      </div>
    </>
  );
}

/** What sets the answer apart from a model's own. */
function Marks({ request }: { request: RequestDetail }) {
  return (
    <>
      {request.offline_fallback && (
        <Badge
          tone="warning"
          title="No valid answer was had: the schema's sample was sent instead."
        >
          offline fallback
        </Badge>
      )}
      {request.test_mode && <Badge title="Left out of the numbers.">test mode</Badge>}
    </>
  );
}

function Waiting() {
  return (
    <div className={styles.page} role="status" aria-label="Loading the request">
      <Skeleton height={24} width={420} />
      <Skeleton height={72} />
      <Skeleton height={160} />
      <Skeleton height={320} />
    </div>
  );
}
