import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { usePageSearch } from "@/api/reading";
import type { RequestDetail, RequestWhole } from "@/api/requests";
import { term } from "@/lib/filter/word";
import type { Json } from "@/lib/json";
import { carriedSearch } from "@/lib/search";
import styles from "@/pages/request/request.module.css";
import { CopyIcon } from "@/ui/Copy";
import { JsonTree } from "@/ui/JsonTree";
import { Panel } from "@/ui/Panel";
import ui from "@/ui/ui.module.css";

interface Props {
  request: RequestDetail;
  attributes: RequestWhole["attributes"];
}

/** Whose call it was and how it was asked for; each value leads to the requests that share it. */
export function Context({ request, attributes }: Props) {
  const customer = Object.entries(request.customer_data);
  return (
    <div className={styles.context}>
      <Panel title="Context">
        <dl className={ui.facts}>
          <Shared name="User" field="user" value={request.user} />
          <Shared name="Session" field="session" value={request.session} />
          <Fact name="Tags">
            {request.tags.map((tag) => (
              <FilterLink key={tag} filter={term("tag", tag)} text={tag} />
            ))}
          </Fact>
          <Versioned
            name="Workflow"
            field="workflow"
            value={request.workflow}
            version={request.workflow_version}
          />
          <Versioned
            name="Schema"
            field="schema"
            value={request.schema}
            version={request.schema_version}
          />
          {request.invalid_path !== null && (
            <Shared name="Invalid at" field="invalid_path" value={request.invalid_path} />
          )}
          {request.limit !== null && (
            <Shared name="Refused by" field="limit" value={request.limit} />
          )}
          <Shared name="Project" field="project" value={request.project} />
          <Shared name="Key" field="key" value={request.key} />
          <Shared name="Environment" field="environment" value={request.environment} />
          <Fact name="Trace">
            <span className={styles.trace}>
              <FilterLink filter={term("trace", request.trace_id)} text={request.trace_id} />
            </span>
            <CopyIcon text={request.trace_id} what="the trace id" />
          </Fact>
        </dl>
      </Panel>
      {customer.length > 0 && (
        <Panel title="Customer data">
          <dl className={ui.facts}>
            {customer.map(([path, value]) => (
              <Shared key={path} name={path} field={`customer.${path}`} value={value} />
            ))}
          </dl>
        </Panel>
      )}
      <Panel title="Call">
        <dl className={ui.facts}>
          <Fact name="Operation">{request.operation}</Fact>
          <Fact name="Asked for">{asked(request)}</Fact>
          <Fact name="Streamed">{request.streamed ? "yes" : "no"}</Fact>
          <Fact name="Finish reason">{request.finish_reason}</Fact>
          <Fact name="Source">{request.source}</Fact>
          {request.test_mode && <Fact name="Test mode">yes</Fact>}
          <Fact name="Price version">{request.price_version}</Fact>
          <Fact name="Span">
            <code>{request.span_id}</code>
          </Fact>
        </dl>
      </Panel>
      {Object.keys(attributes).length > 0 && (
        <Panel title="Attributes">
          <JsonTree value={attributes as Json} />
        </Panel>
      )}
    </div>
  );
}

function asked({ requested_provider, requested_model }: RequestDetail): string {
  return [requested_provider, requested_model].filter(Boolean).join(":");
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  const isMissing = Array.isArray(children) ? !children.some(Boolean) : !children;
  return (
    <>
      <dt>{name}</dt>
      <dd>{isMissing ? <span className={styles.faint}>none</span> : children}</dd>
    </>
  );
}

function Shared({ name, field, value }: { name: string; field: string; value: string | null }) {
  return (
    <Fact name={name}>{value && <FilterLink filter={term(field, value)} text={value} />}</Fact>
  );
}

interface VersionedProps {
  name: string;
  field: string;
  value: string | null;
  version: number | null;
}

/** "smart_summary version 3"; both lead to the requests that share them. */
function Versioned({ name, field, value, version }: VersionedProps) {
  const whole = `${term(field, value ?? "")} ${term(`${field}_version`, String(version))}`;
  return (
    <Fact name={name}>
      {value && <FilterLink filter={term(field, value)} text={value} />}
      {value && version !== null && <FilterLink filter={whole} text={`version ${version}`} />}
    </Fact>
  );
}

function FilterLink({ filter, text }: { filter: string; text: string }) {
  const search = usePageSearch();
  return (
    <Link
      to="/requests"
      search={{ ...carriedSearch(search), filter }}
      title={`Requests with ${filter}`}
      className={styles.filterLink}
    >
      {text}
    </Link>
  );
}
