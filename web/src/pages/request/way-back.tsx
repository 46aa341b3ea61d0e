import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useCanGoBack, useNavigate, useRouter } from "@tanstack/react-router";
import { type MouseEvent, useCallback, useEffect } from "react";
import { usePageSearch } from "@/api/reading";
import { carriedSearch } from "@/lib/search";
import styles from "@/pages/request/request.module.css";

/** Back to the list as it was left; to a list with this page's filter when one came here by a link. */
function useGoBack() {
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const navigate = useNavigate();
  const search = usePageSearch();
  return useCallback(() => {
    if (canGoBack) router.history.back();
    else void navigate({ to: "/requests", search: carriedSearch(search) });
  }, [canGoBack, router, navigate, search]);
}

export function BackLink() {
  const goBack = useGoBack();
  const search = usePageSearch();
  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    goBack();
  };
  return (
    <Link to="/requests" search={carriedSearch(search)} className={styles.back} onClick={onClick}>
      <IconArrowLeft size={14} aria-hidden="true" />
      Back <kbd>Esc</kbd>
    </Link>
  );
}

export function useEscape(): void {
  const goBack = useGoBack();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !isInDialog(event.target)) goBack();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [goBack]);
}

/** An open menu or dialog takes the key for itself. */
function isInDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[role="dialog"], [role="menu"]') !== null;
}
