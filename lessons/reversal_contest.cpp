#include "lessons/reversal_contest.h"

namespace elman::lessons {

void learn_reversal(Page& page, std::vector<ReversalContestant>& all, int epochs) {
  Plot plot{
      .id = "loss", .title = page.text("loss-plot"), .x_label = page.text("updates"), .y_label = page.text("loss")};
  for (ReversalContestant& one : all) {
    for (int epoch = 0; epoch < epochs; ++epoch) {
      one.losses.push_back(one.reverser->learn(reversal_updates_in_epoch, epochs * reversal_updates_in_epoch));
    }
    plot.series.push_back({one.name, one.losses, reversal_updates_in_epoch, reversal_updates_in_epoch});
  }
  page.draw(plot);
}

void compare_reversal_lengths(Page& page, const std::vector<ReversalContestant>& all, std::uint64_t seed) {
  Table table{.id = "lengths", .columns = {page.text("length")}};
  Plot plot{.id = "accuracy",
            .title = page.text("length-plot"),
            .x_label = page.text("length"),
            .y_label = page.text("share")};
  for (const ReversalContestant& one : all) {
    table.columns.push_back(one.name);
    plot.series.push_back({one.name, {}, 1, 1});
  }
  for (int length = 1; length <= longest_tried; ++length) {
    const std::vector<std::string> words = test_words(seed, length, reversal_words_of_a_length);
    auto& row = table.rows.emplace_back();
    row.emplace_back(Number{static_cast<double>(length)});
    for (std::size_t n = 0; n < all.size(); ++n) {
      plot.series[n].values.push_back(all[n].reverser->share_of_words(words));
      row.emplace_back(Number{plot.series[n].values.back(), 2});
    }
  }
  page.table(table);
  page.draw(plot);
}

}  // namespace elman::lessons
