// Lets the compiler accept a function without a body: the linker finds it (aggregate.go).
