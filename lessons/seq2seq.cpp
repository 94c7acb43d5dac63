// Lesson 9: encoder, context vector and decoder, and where one vector for a whole word is too little.
#include <algorithm>

#include "lessons/course.h"
#include "lessons/page.h"
#include "lessons/reversal_contest.h"

namespace elman::lessons {

namespace {

// The losses as numbers, five times.
void show_losses(Page& page, const std::vector<ReversalContestant>& networks) {
  Table table{.id = "losses", .columns = {page.text("updates")}};
  for (const ReversalContestant& network : networks) table.columns.push_back(network.name);
  const std::size_t epochs = networks.front().losses.size();
  const std::size_t every = std::max<std::size_t>(1, epochs / 5);
  for (std::size_t epoch = every; epoch <= epochs; epoch += every) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(Number{static_cast<double>(epoch) * reversal_updates_in_epoch});
    for (const ReversalContestant& network : networks) row.emplace_back(Number{network.losses[epoch - 1], 3});
  }
  page.table(table);
}

// Of table "lengths".
void judge_lengths(Page& page) {
  const std::size_t short_words = 1;  // rows: lengths 2 and 10
  const std::size_t long_words = longest_reversal - 1;
  page.claim({{"claim:fixed-fails",
               {is(0.9, Relation::at_most, Place{"lengths", short_words, 1}),
                is({"lengths", long_words, 1}, Relation::less, 0.5)},
               {{"length", std::to_string(longest_reversal)}}},
              {"claim:fixed-not-yet", {is({"lengths", short_words, 1}, Relation::less, 0.9)}},
              {"claim:fixed-enough", {is(0.5, Relation::at_most, Place{"lengths", long_words, 1})}}});
  page.claim(
      {{"claim:attention-helps",
        {is(0.9, Relation::at_most, Place{"lengths", long_words, 2}),
         is({"lengths", long_words, 1}, Relation::less, Place{"lengths", long_words, 2})}},
       {"claim:attention-better", {is({"lengths", long_words, 1}, Relation::less, Place{"lengths", long_words, 2})}}});
  page.claim({{"claim:longer-than-learned",
               {is({"lengths", longest_tried - 1, 2}, Relation::less, Place{"lengths", long_words, 2})},
               {{"length", std::to_string(longest_reversal)}}}});
}

// Of the network without attention: next letters right after the right ones, and words right after its own.
void compare_feeding(Page& page, const Reverser& reverser, std::uint64_t seed) {
  Table table{.id = "feeding", .columns = {page.text("length"), page.text("forced-letters"), page.text("free-words")}};
  for (int length = 2; length <= longest_reversal; length += 2) {
    const std::vector<std::string> words = test_words(seed, length, reversal_words_of_a_length);
    table.rows.push_back({Number{static_cast<double>(length)}, Number{reverser.share_of_letters(words), 2},
                          Number{reverser.share_of_words(words), 2}});
  }
  page.table(table);
  const std::size_t last = table.rows.size() - 1;
  page.claim({{"claim:exposed", {is({"feeding", last, 2}, Relation::less, Place{"feeding", last, 1})}}});
}

// What the network without attention makes of one long word.
void show_example(Page& page, const std::vector<ReversalContestant>& networks, std::uint64_t seed) {
  const std::string word = test_words(seed, longest_reversal, 1).front();
  Table table{.id = "example",
              .columns = {page.text("network"), page.text("word"), page.text("answer"), page.text("wanted")}};
  for (const ReversalContestant& network : networks) {
    table.rows.push_back({network.name, word, network.reverser->write({word}).front().text, reversed(word)});
  }
  page.table(table);
}

}  // namespace

Document seq2seq(const LessonOptions& options) {
  Page page("seq2seq", seq2seq_texts, options.language);
  const int hidden = hidden_layer_size(options);
  const auto network = [&](model::AttentionKind attention) {
    return std::make_unique<Reverser>(recurrent_reverser(architecture_of(options.arch), attention, hidden),
                                      options.seed, 0.01);
  };
  std::vector<ReversalContestant> networks;
  networks.push_back({page.text("without"), network(model::AttentionKind::none)});
  networks.push_back({page.text("with"), network(model::AttentionKind::general)});

  page.paragraph("what");
  page.paragraph("parts");
  page.figure({"a  b  c  E                        S  c  b  a", "|  |  |  |                        |  |  |  |",
               "encoder ----> context vector ----> decoder ---->", "                                  |  |  |  |",
               "                                  c  b  a  E"});
  page.paragraph("task", {{"letters", std::to_string(reversal_letters.size())},
                          {"longest", std::to_string(longest_reversal)},
                          {"cell", name_of(options.arch)},
                          {"hidden", std::to_string(hidden)}});
  page.paragraph("bottleneck", {{"hidden", std::to_string(hidden)}});
  page.heading("learning");
  learn_reversal(page, networks, options.epochs);
  show_losses(page, networks);
  page.heading("lengths");
  page.paragraph("measured", {{"count", std::to_string(reversal_words_of_a_length)}});
  compare_reversal_lengths(page, networks, options.seed);
  judge_lengths(page);
  show_example(page, networks, options.seed);
  page.heading("feeding");
  page.paragraph("two-ways");
  compare_feeding(page, *networks.front().reverser, options.seed);
  page.attempt("seq2seq --hidden-size 64", "try-larger");
  page.attempt("seq2seq --epochs 5", "try-less");
  return page.finish();
}

}  // namespace elman::lessons
