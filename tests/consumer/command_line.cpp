#include "reports/command_line.hpp"

int main(int argc, char** argv) { return lemmata::run_command_line(argc, argv); }
