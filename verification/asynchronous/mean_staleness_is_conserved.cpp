// AS-5. The mean staleness of N workers is N − 1 whatever their speeds: every update ages the N − 1
// gradients in flight by one.
//
//   Σ_{k<U} staleness_k + Σ_{in flight} age_i = (N − 1)U   after U updates, under every schedule,
//
// so that the mean is N − 1 less the mean age in flight, over U. Nothing need be assumed to bound
// the mean, then, and a bounded mean promises nothing: delays that are 0 but for τ_t = t at t = 2^k
// have a mean below 2, and keep x_{t+1} = x_t − a x_{t−τ_t} from its limit: |x_{t+1}| ≥ a|x_0|/2 at
// t = 2^k ≥ 32, for 1/4 < a < 3/4.
//
// Hypotheses: an update changes the parameters once; a worker fetches when it has delivered.
// Oracle: counting; for the iterates at equal speeds, delayed SGD with τ = N − 1.
// Shows: the law after every update of drawn schedules, of up to five workers and of very uneven
// speeds, as integers; a mean within 1/25 of N − 1 at durations 1 : 10 : 1000; a largest staleness
// as large as the ratio of the speeds; the example to 256 updates, for drawn a and x_0.
// Sources: mnih2016asynchronous, the workers; koloskova2022sharper, the average delay as the number
// of gradients in flight.

#include "algorithms/asynchronous/delayed_sgd.hpp"
#include "verification/asynchronous/staleness_by_speeds.hpp"

namespace lemmata {
namespace {

using namespace worker_runs;

const Hypothesis one_update_each{"a gradient that arrives is one update", {}};
const Hypothesis fetches_at_once{"a worker fetches when it has delivered", {}};

/// What a claim counts for a delivery.
int staleness_of(const Delivery& delivery) { return delivery.staleness; }

/// The predicate: after every delivery, what is counted and what is in flight add up to a multiple
/// of the updates.
template <class Counted, class Factor>
Check adds_up(Counted counted, Factor factor, bool with_flight = true) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>& x) {
    Vector<F> left = Vector<F>::Constant(static_cast<Eigen::Index>(x.picks.size()), F{0});
    Vector<F> right = left;
    int total = 0, k = 0;
    follow(x, Discipline::asynchronous(), [&](const auto& shared, const Delivery& delivery) {
      total += counted(delivery);
      left(k) = F(total + (with_flight ? age_in_flight(shared) : 0));
      right(k) = F(factor(x.workers) * shared.updates());
      ++k;
    });
    return equal(left, right);
  });
}
int others(int workers) { return workers - 1; }
int all(int workers) { return workers; }

/// For every worker: what it delivered, each with its own update, and what it has in flight make up
/// all updates.
Check each_worker_sees_every_update() {
  return identity<ScheduleInstance>([]<class F>(const SchedulePoint<F>& x) {
    std::vector<int> seen(static_cast<std::size_t>(x.workers), 0);
    Vector<F> left = Vector<F>::Constant(x.workers, F{0}), right = left;
    follow(x, Discipline::asynchronous(), [&](const auto& shared, const Delivery& delivery) {
      seen[static_cast<std::size_t>(delivery.worker)] += delivery.staleness + 1;
      for (int i = 0; i < x.workers; ++i) {
        left(i) = F(seen[static_cast<std::size_t>(i)] + shared.age(i));
        right(i) = F(shared.updates());
      }
    });
    return equal(left, right);
  });
}

/// The predicate: at equal speeds the simulator is delayed SGD of a claimed delay, a function of N.
template <class Delay>
Check is_delayed_sgd(Delay delay_of) {
  return identity<ScheduleInstance>([=]<class F>(const SchedulePoint<F>& x) {
    const auto gradient = gradient_of(x);
    const int updates = static_cast<int>(x.picks.size());
    SharedParameters<F> shared = shared_by_workers(x, Discipline::asynchronous());
    Vector<F> left(updates), right(updates);
    int arrived = 0;
    simulate(
        shared, updates, [](int, int) { return 1.0; },
        [&](const Vector<F>& at, int worker, int iteration) {
          if (arrived > 0) left(arrived - 1) = shared.parameters()(0);
          ++arrived;
          return gradient(at, worker, iteration);
        },
        [&](int) { return x.step_size; });
    left(updates - 1) = shared.parameters()(0);
    const int delay = delay_of(x.workers);
    const auto iterates = delayed_sgd(
        Vector<F>(Vector<F>::Constant(1, x.start)), delay, updates,
        [&](const Vector<F>& at, int t) { return gradient(at, t % x.workers, t); },
        constant_delay(delay), [&](int) { return x.step_size; });
    for (int t = 0; t < updates; ++t) right(t) = iterates[static_cast<std::size_t>(t) + 1](0);
    return equal(left, right);
  });
}

/// Delays 0, but for τ_t = t at t = 1, 2, 4, 8, ….
constexpr int rarely_late_updates = 256;
int late_at_powers(int t) { return t > 0 && (t & (t - 1)) == 0 ? t : 0; }

/// The a of x_{t+1} = x_t − a x_{t−τ_t} at an instance: between 1/4 and 3/4.
template <class F>
F share_of_step(const SchedulePoint<F>& x) {
  const F lambda = x.curvature * x.curvature, alpha = x.step_size * x.step_size;
  return F(F{1} / F{4} + lambda / (F{2} * (lambda + alpha)));
}

/// The predicate: |x_{t+1}| for these delays at t = 2^k, from t = 32 on, beside a claim, of a and
/// |x_0|: at least as much, or at most.
template <class Claimed>
auto distances_and_claim(Claimed claimed) {
  return [=]<class F>(const SchedulePoint<F>& x) {
    const F a = share_of_step(x);
    const auto iterates = delayed_sgd(
        Vector<F>(Vector<F>::Constant(1, x.start)), rarely_late_updates, rarely_late_updates,
        [](const Vector<F>& at, int) { return at; }, late_at_powers, [&](int) { return a; });
    std::vector<F> distances, claims;
    for (int t = 32; t < rarely_late_updates; t *= 2) {
      distances.push_back(absolute(iterates[static_cast<std::size_t>(t) + 1](0)));
      claims.push_back(claimed(a, F(absolute(x.start))));
    }
    return at_most(as_vector(claims), as_vector(distances));
  };
}
template <class Claimed>
Check stays_as_far_as(Claimed claimed) {
  return inequality<ScheduleInstance>(distances_and_claim(claimed));
}
template <class Claimed>
Check comes_as_near_as(Claimed claimed) {
  return inequality<ScheduleInstance>([=]<class F>(const SchedulePoint<F>& x) {
    const Sides<F> sides = distances_and_claim(claimed)(x);
    return at_most(sides.right, sides.left);
  });
}

/// The mean of the delays, for every number of updates at most 2.
Check mean_is_at_most_two() {
  return inequality<ScheduleInstance>([]<class F>(const SchedulePoint<F>&) {
           Vector<F> sums(rarely_late_updates), bounds(rarely_late_updates);
           int sum = 0;
           for (int t = 0; t < rarely_late_updates; ++t) {
             sum += late_at_powers(t);
             sums(t) = F(sum);
             bounds(t) = F(2 * (t + 1));
           }
           return at_most(sums, bounds);
         })
      .once();
}

}  // namespace

Theorem mean_staleness_is_conserved() {
  return {
      .id = "AS-5",
      .claim =
          "The mean staleness of N workers is N − 1 whatever their speeds, and its bound "
          "promises nothing",
      .statement = R"(\sum_{k<U} \mathrm{staleness}_k + \sum_{\text{in flight}} \mathrm{age}_i
                      = (N - 1)\,U)",
      .hypotheses = {one_update_each, fetches_at_once},
      .oracle = "counting; delayed SGD with τ = N − 1 at equal speeds",
      .shows =
          "The law after every update of drawn schedules of up to five workers; a mean near N − 1 "
          "at speeds 1 : 10 : 1000, beside a largest staleness as large as their ratio; delays of "
          "bounded mean that keep an iteration from converging, to 256 updates, for drawn steps.",
      .instances = worker_schedules("workers and schedules", 5),
      .checks =
          {
              part("staleness and age in flight add up to (N − 1)U", adds_up(staleness_of, others)),
              part("equal speeds: delayed SGD with τ = N − 1", is_delayed_sgd(others)),
              part("durations 1 : 10 : 1000: the mean is within 1/25 of N − 1",
                   mean_is_near(2, 25)),
              part("and the largest staleness at least 1000", largest_is_at_least(1000)),
              part("delays 0 but for τ_t = t at t = 2ᵏ: a mean of at most 2",
                   mean_is_at_most_two()),
              part("and yet |x_{t+1}| ≥ a|x_0|/2 at every t = 2ᵏ ≥ 32",
                   stays_as_far_as(
                       []<class F>(const F& a, const F& start) { return F(a * start / F{2}); })),
          },
      .proof = {step("for every worker staleness + 1 and the age in flight add up to U",
                     each_worker_sees_every_update())},
      .falsifiers =
          {
              wrong("delays of bounded mean that are rarely long: |x_t| falls below |x_0|/8",
                    comes_as_near_as(
                        []<class F>(const F&, const F& start) { return F(start / F{8}); }))
                  .refuting(53),
              wrong("N in place of N − 1", adds_up(staleness_of, all)),
              wrong("the update itself counted as one since",
                    adds_up([](const Delivery& by) { return by.staleness + 1; }, others)),
              wrong("the version that was fetched for the staleness",
                    adds_up([](const Delivery& by) { return by.fetched; }, others)),
              wrong("gradients in flight forgotten", adds_up(staleness_of, others, false)),
              wrong("equal speeds: a delay of N", is_delayed_sgd(all)),
              wrong("equal speeds: no delay", is_delayed_sgd([](int) { return 0; })),
              wrong("such delays keep x at twice that distance, 2a|x_0|",
                    stays_as_far_as(
                        []<class F>(const F& a, const F& start) { return F(F{2} * a * start); })),
              wrong("slow workers make the mean larger: 3", mean_is_near(3, 25)),
          },
      .sources = {{"mnih2016asynchronous", "the workers"},
                  {"koloskova2022sharper", "the average delay, as gradients in flight"}},
      .figure = histograms_by_speeds(),
  };
}

}  // namespace lemmata
