import { Button } from "@mantine/core";

interface Props {
  isPending: boolean;
  onFollow: () => void;
}

/** Asks first: programs that look at links in messages must not use them up. */
export function FollowLink({ isPending, onFollow }: Props) {
  return (
    <>
      <p>This link signs you in once. You then choose a password for the next time.</p>
      <Button size="sm" loading={isPending} onClick={onFollow} autoFocus>
        Sign in with this link
      </Button>
    </>
  );
}
