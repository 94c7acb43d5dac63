// A table of series is read or refused; what is read can be split, scaled and gone on with.
#include "elman/data/series.h"
#include "elman/data/time_labels.h"
#include "elman/error.h"
#include "elman/tasks/series_corpus.h"
#include "tests/fuzz/input_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace elman;
  if (size == 0) return 0;
  static fuzz::InputFile file;
  const std::string& path = file.hold(data + 1, size - 1);
  data::SeriesOptions options;
  options.table.decimal_comma = (data[0] & 1) != 0;
  options.table.separator = static_cast<data::Separator>(data[0] >> 1 & 3);
  options.missing = static_cast<data::MissingValues>(data[0] >> 3 & 3);
  if ((data[0] & 32) != 0) options.columns.time = "none";
  if ((data[0] & 64) != 0) options.columns.series = "s";
  try {
    const data::SeriesSet set = data::read_series(text::TextFile(path), options);
    std::vector<tasks::Split> splits;
    for (const data::Series& series : set.series) {
      if (series.targets.size() != series.rows()) std::abort();
      (void)data::labels_after(series.labels, 3);
      splits.push_back(tasks::split_of(series, "60/20/20", path));
    }
    const tasks::SeriesScaling scaling = tasks::fit_scaling(set, splits, data::ScalingKind::standard, 0, "auto");
    for (const data::Series& series : set.series) (void)tasks::part_of(series, scaling, 0, series.rows());
  } catch (const Error&) {
  }
  return 0;
}
