// Several models that vote: joined from files, or trained one after the other.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "elman/run/training.h"
#include "elman/tasks/transducer.h"

namespace elman::run {

// Reads models and joins them (tasks::Transducer::join). Throws UsageError, which begins with the path, for a model of
// another task or of other symbols than the first; otherwise as opening a model does.
std::unique_ptr<tasks::Transducer> joined(const std::vector<std::string>& model_paths);

// Trains `count` models as train() does, with seeds that follow each other but the same pairs held out, each into
// MODEL.member-N, and leaves all of them in request.model as one; the members are removed then. The result's best
// scores are those of all together. An interrupted run keeps what has been trained: to resume goes on with the member
// that is not finished. Throws UsageError if the task's models cannot be joined or a finished member is of another run;
// otherwise as train() does.
Result train_ensemble(const Request& request, int count, Listener& listener);

// "MODEL.member-2": where that model of several is until they are joined.
std::string model_of_member(const std::string& model_path, int member);

// Joins the finished members into request.model and removes them. The result's scores are those of all together.
Result join_members(const Request& request, int count);

}  // namespace elman::run
