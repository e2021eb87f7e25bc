// Stands for an input on which a subject never ends.
for (;;);
