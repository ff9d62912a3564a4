/** What sources say of a user, and will say next (R8, R9, R10). */
export const userSources = {
  'nextSync.title': 'What the next sync does',
  'nextSync.of': 'What the next sync of {source} does',
  'nextSync.suspended': 'The suspension by an admin stays, whatever a source says.',
  'nextSync.paused': 'Nothing: {source} is paused. Its fields stay locked.',
  'nextSync.off': 'Nothing: the integration of {source} is switched off. Its fields stay locked.',
  'nextSync.writes': 'Writes what it says of {fields}.',
  'nextSync.overruled': 'Does not change {fields}: {owner} comes first.',
  'nextSync.leaves': 'Leaves {fields} alone, until it sends something there.',
  'nextSync.active.may_end': 'Makes the user inactive if {source} has disabled or unassigned the user.',
  'nextSync.active.keeps_inactive': 'Keeps the user inactive until {source} enables the user again.',
  'nextSync.role': 'Does not touch the role and licences given here.',
  'nextSync.mayGrantAdmin': 'May make the user an Account Admin or take that away; licences given here stay.',

  'advance.title': 'Advance',
  'advance.help': 'Data of this user as {source} last sent it, {when}. Read-only.',
  'advance.attribute': 'Attribute',
  'advance.value': 'Value',
  'advance.empty': '{source} has sent nothing yet.',
} as const
