#include "cli/search_flags.h"

namespace elman::cli {

void add_search_flags(CLI::App& verb, SearchFlags& flags) {
  verb.add_option("--beam", flags.search.beam, "outputs kept while searching; 1 is greedy search")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000).description(""))
      ->type_name("N");
  verb.add_option("--length-penalty", flags.search.length_penalty, "favours longer outputs, see Wu et al. 2016")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 100.0).description(""))
      ->type_name("ALPHA");
  verb.add_option("--max-length", flags.search.max_length, "longest output in symbols; 0: twice its source and some")
      ->capture_default_str()
      ->check(CLI::Range(0, 1000000).description(""))
      ->type_name("N");
  verb.add_option("--threads", flags.threads, "threads; results do not depend on it")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N");
}

}  // namespace elman::cli
