import { expect, it } from "vitest";
import { aucText, meanEpochs } from "./curves";

const point = (fold: number | null, epoch: number, loss: number, validation: number | null = null) => ({
  fold,
  epoch: { epoch, train_loss: loss, validation_loss: validation, validation_auc: null },
});

it("averages the folds and leaves the final fit out", () => {
  const made = meanEpochs([point(0, 1, 1, 2), point(1, 1, 3, null), point(0, 2, 5), point(null, 1, 100)]);
  expect(made.map((epoch) => [epoch.epoch, epoch.train_loss, epoch.validation_loss])).toEqual([
    [1, 2, 2],
    [2, 5, null],
  ]);
  expect(meanEpochs([point(null, 1, 7)])[0]?.train_loss).toBe(7);
});

it("writes the AUC with its interval when there is one", () => {
  expect(aucText({ auc: 0.9123, auc_low: 0.861, auc_high: 0.953 })).toBe("0.912 [0.861, 0.953]");
  expect(aucText({ auc: 0.9, auc_low: null, auc_high: null })).toBe("0.900");
  expect(aucText({ auc: null, auc_low: null, auc_high: null })).toBe("");
});
