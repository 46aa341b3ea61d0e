import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { usePageSearch } from "@/api/reading";
import { useFollowLink, useSession } from "@/api/session";
import { Redirect } from "@/lib/Redirect";
import { ChoosePassword } from "@/pages/signin/ChoosePassword";
import { FollowLink } from "@/pages/signin/FollowLink";
import { SignInForm } from "@/pages/signin/SignInForm";
import { DoorPage } from "@/ui/DoorPage";
import { Notice } from "@/ui/states";

/** The way in for people: e-mail and password, or a one-time link and then a password of one's own. */
export function SignInPage() {
  const { data: session } = useSession();
  const { token, next = "/" } = usePageSearch();
  const link = useFollowLink();
  const [isDone, setDone] = useState(false);
  if (link.isSuccess && !isDone) {
    return (
      <DoorPage title="Choose a password">
        <ChoosePassword onDone={() => setDone(true)} />
      </DoorPage>
    );
  }
  if (session?.user) return <Redirect path={next} />;
  return (
    <DoorPage title="Sign in">
      {session?.setup_needed && (
        <Notice tone="warning">
          <span>
            This server has no owner yet. <Link to="/setup">Set it up</Link>
          </span>
        </Notice>
      )}
      {token && !link.isError ? (
        <FollowLink isPending={link.isPending} onFollow={() => link.mutate({ token })} />
      ) : (
        <SignInForm isLinkSpent={link.isError} />
      )}
    </DoorPage>
  );
}
