/** English, the language of the catalogue: every text that the server sends to people. ICU messages. */
export const en = {
  'mail.product': 'CloudLink Accounts Console',
  'mail.greeting': 'Hello {name},',
  'mail.greeting.nobody': 'Hello,',
  'mail.link.fallback': 'If the button does not work, copy this address into your browser:',
  'mail.footer': 'You get this mail because {account} (Account ID {number}) has a CloudLink user with this address.',
  'mail.footer.was': 'You get this mail because this was the address of a CloudLink user of {account}.',
  'mail.footer.automatic': 'This mail was sent automatically; nobody reads answers to it.',

  'mail.welcome.subject': 'Welcome to CloudLink: finish building your account',
  'mail.welcome.title': 'Finish building your account',
  'mail.welcome.invited': '{inviter} added you to {account} on CloudLink.',
  'mail.welcome.added': 'You were added to {account} on CloudLink.',
  'mail.welcome.todo': 'Choose a password, and you are ready to sign in.',
  'mail.welcome.button': 'Finish building your account',
  'mail.welcome.validity':
    'The link works once, for {days, plural, one {# day} other {# days}}. After that you can ask for a fresh one on the same page.',
  'mail.welcome.unexpected': 'If you did not expect this mail, you can ignore it.',

  'mail.already_registered.subject': 'You already have a CloudLink account',
  'mail.already_registered.title': 'You already have an account',
  'mail.already_registered.body':
    'You are registered with {account} on CloudLink. Sign in with this email address and your password.',
  'mail.already_registered.button': 'Sign in',
  'mail.already_registered.forgot': 'No longer sure about your password? Choose “Forgot password” on the sign-in page.',

  'mail.password_reset.subject': 'Reset your CloudLink password',
  'mail.password_reset.title': 'Reset your password',
  'mail.password_reset.asked': 'Somebody, hopefully you, asked to reset the password of your account at {account}.',
  'mail.password_reset.admin': '{admin} asks you to choose a new password for your account at {account}.',
  'mail.password_reset.button': 'Reset password',
  'mail.password_reset.code': 'Or type this code where you are asked for it:',
  'mail.password_reset.validity':
    'Link and code work once, for {minutes, plural, =60 {1 hour} one {# minute} other {# minutes}}. Your old password works until you have set a new one.',
  'mail.password_reset.unexpected':
    'If this was not you, ignore this mail: your password stays as it is. Never tell the code to anybody.',

  'mail.password_reset_several.asked':
    'Somebody, hopefully you, asked to reset your password. This address belongs to {count, plural, one {# account} other {# accounts}}; each has a password, a link and a code of its own.',
  'mail.password_reset_several.account': '{account} (Account ID {number})',
  'mail.password_reset_several.button': 'Reset password',
  'mail.password_reset_several.code': 'Code:',

  'mail.password_changed.subject': 'Your CloudLink password was changed',
  'mail.password_changed.title': 'Your password was changed',
  'mail.password_changed.body': 'The password of your account at {account} was changed on {at}.',
  'mail.password_changed.sessions': 'For your security, other devices were signed out.',
  'mail.password_changed.unexpected': 'If this was not you, reset your password now and tell your administrator.',
  'mail.password_changed.button': 'Reset password',

  'mail.email_changed.subject': 'Your CloudLink email address was changed',
  'mail.email_changed.title': 'Your email address was changed',
  'mail.email_changed_old.body':
    'The email address of your account at {account} was changed on {at}{moved, select, yes { to {to}} other {}}. This address can no longer be used to sign in.',
  'mail.email_changed_old.unexpected': 'If you did not expect this, tell your administrator at once.',
  'mail.email_changed_new.body':
    'This is now the email address of your account at {account}, changed on {at}. Sign in with it from now on; your password stays the same.',
  'mail.email_changed_new.was': 'Before, it was {from}.',
  'mail.email_changed_new.button': 'Sign in',
  'mail.email_changed_new.unexpected': 'If you did not expect this, tell your administrator.',

  'import.template.users': 'Users',
  'import.template.instructions': 'Instructions',
  'import.template.title': 'How to import users',
  'import.template.one': 'One row for each user, on the sheet Users, below the header. At most {rows, number} rows.',
  'import.template.names':
    'FIRST NAME, LAST NAME, NAME: at least one of them. NAME is what lists show; without it they show first and last name.',
  'import.template.email': 'EMAIL: required. Each address once. It is where the welcome email goes.',
  'import.template.role': 'ROLE: User or Account Admin. Empty means User.',
  'import.template.further':
    'Further columns are taken where you add them: MOBILE (with country code: +41 79 123 45 67) and EXTENSION.',
  'import.template.products': 'PRODUCTS: names of products to assign, separated by commas.',
  'import.template.check':
    'After the upload you see every row with what is wrong in it, and can correct it there. No user is created before you press Upload.',
  'import.template.missing': 'A user who is not in the file stays as is: an import never deletes.',
  'import.template.roleError': 'Choose User or Account Admin.',

  'export.role.user': 'User',
  'export.role.account_admin': 'Account Admin',
  'export.role.partner': 'Mitel Partner',
  'export.status.registered': 'Registered',
  'export.status.unregistered': 'Unregistered',
  'export.status.no_cloudlink_account': 'No CloudLink account',
  'export.status.inactive': 'Inactive',
  'export.source.console': 'Console',
  'export.source.import': 'Import',
} as const
