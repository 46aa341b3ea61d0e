import type { Role } from "@/api/people";

export const ROLE_NOTES: Readonly<Record<Role, string>> = {
  owner: "Everything, also making and removing owners. An organisation keeps one.",
  admin: "Everything but what concerns owners.",
  member: "Keys, providers, workflows and schemas; sees everything else.",
  viewer: "Sees everything, changes nothing.",
};

const ROLES: readonly Role[] = ["owner", "admin", "member", "viewer"];

/** The roles that somebody with one's own role may give; none for a member who is out of reach. */
export function rolesFor(own: Role, member: Role): readonly Role[] {
  if (own === "owner") return ROLES;
  return own === "admin" && member !== "owner" ? ROLES.filter((role) => role !== "owner") : [];
}
