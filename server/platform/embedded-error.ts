/** Why the embedded database can't run here, in words for the person who starts the product. */
export class EmbeddedDatabaseError extends Error {}
