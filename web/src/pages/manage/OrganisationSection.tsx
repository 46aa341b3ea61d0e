import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChangeOrganisation } from "@/api/people";
import { type Organisation, useMay, useOrganisation } from "@/api/session";
import styles from "@/pages/manage/manage.module.css";
import { FormError } from "@/ui/DoorPage";
import { Panel } from "@/ui/Panel";
import { Skeleton } from "@/ui/states";
import ui from "@/ui/ui.module.css";

export function OrganisationSection() {
  const organisation = useOrganisation();
  const mayWrite = useMay("manage_organisation");
  return (
    <Panel title="Organisation">
      {!organisation && <Skeleton height={120} />}
      {organisation && mayWrite && <Form key={organisation.id} organisation={organisation} />}
      {organisation && !mayWrite && (
        <dl className={ui.facts}>
          <dt>Name</dt>
          <dd>{organisation.name}</dd>
          <dt>Time zone</dt>
          <dd>{organisation.timezone}</dd>
          <dt>Your role</dt>
          <dd>{organisation.role}</dd>
        </dl>
      )}
    </Panel>
  );
}

function Form({ organisation }: { organisation: Organisation }) {
  const { mutate, error, isPending, isSuccess } = useChangeOrganisation();
  const [name, setName] = useState(organisation.name);
  const [timezone, setTimezone] = useState(organisation.timezone);
  const isDirty = name !== organisation.name || timezone !== organisation.timezone;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate({ name: name.trim(), timezone: timezone.trim() });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="A configuration file finds the organisation by its name: change it there too."
        required
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        label="Time zone"
        description="Its days are the days of charts and of daily budgets."
        list="zones"
        required
        value={timezone}
        onChange={({ currentTarget }) => setTimezone(currentTarget.value)}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <FormError error={error} />
      <Button type="submit" loading={isPending} disabled={!isDirty}>
        Save
      </Button>
      {isSuccess && !isDirty && <p role="status">Saved.</p>}
    </form>
  );
}
