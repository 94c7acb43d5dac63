#include <cstdio>

int main() { std::puts("the consumer runs"); }
