import type { UseMutateFunction } from "@tanstack/react-query";
import { ConfirmButton } from "@/ui/ConfirmButton";
import { FormError } from "@/ui/DoorPage";

interface Props {
  id: number;
  question: string;
  remove: {
    mutate: UseMutateFunction<unknown, Error, number>;
    isPending: boolean;
    error: Error | null;
  };
  onRemoved: () => void;
}

export function RemoveButton({ id, question, remove, onRemoved }: Props) {
  return (
    <>
      <FormError error={remove.error} />
      <ConfirmButton
        label="Remove"
        question={question}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate(id, { onSuccess: onRemoved })}
      />
    </>
  );
}
