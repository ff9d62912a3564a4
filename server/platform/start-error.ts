/** What keeps the program from starting, in words for the person who sets it up; shown without a stack. */
export class StartError extends Error {}
