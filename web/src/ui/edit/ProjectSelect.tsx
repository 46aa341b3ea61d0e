import { NativeSelect } from "@mantine/core";

interface Project {
  id: number;
  name: string;
}

interface Props {
  projects: readonly Project[];
  value: Project;
  onChange: (id: number) => void;
}

export function ProjectSelect({ projects, value, onChange }: Props) {
  return (
    <NativeSelect
      label="Project"
      description="Where it belongs; it stays there."
      data={projects.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={String(value.id)}
      onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
    />
  );
}
