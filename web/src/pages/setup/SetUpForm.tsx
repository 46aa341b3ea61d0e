import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { FormError } from "@/ui/DoorPage";

export interface SetUpAnswer {
  name: string;
  email: string;
  password: string;
  organisation: string;
  project: string;
  timezone: string;
}

interface Props {
  error: Error | null;
  isPending: boolean;
  onSubmit: (answer: SetUpAnswer) => void;
}

const FIRST: SetUpAnswer = {
  name: "",
  email: "",
  password: "",
  organisation: "",
  project: "default",
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
};

export function SetUpForm({ error, isPending, onSubmit }: Props) {
  const [answer, setAnswer] = useState(FIRST);
  const field = (name: keyof SetUpAnswer) => ({
    value: answer[name],
    required: true,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
      const { value } = currentTarget;
      setAnswer((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(answer);
  };
  return (
    <form onSubmit={submit}>
      <TextInput label="Your name" autoComplete="name" autoFocus {...field("name")} />
      <TextInput label="E-mail" type="email" autoComplete="username" {...field("email")} />
      <PasswordInput label="Password" autoComplete="new-password" {...field("password")} />
      <TextInput label="Organisation" autoComplete="organization" {...field("organisation")} />
      <TextInput label="First project" {...field("project")} />
      <TextInput
        label="Time zone"
        description="Its days are the days of your charts."
        list="zones"
        {...field("timezone")}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <FormError error={error} />
      <Button type="submit" size="sm" loading={isPending}>
        Create the owner and sign in
      </Button>
    </form>
  );
}
